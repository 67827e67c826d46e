// What a page leaves behind where others could read it: the document, storages, the history, caches, and the data of queries.
import type { BrowserContext, Page } from 'playwright-core';

/** Each place with all of its text. */
type Traces = Readonly<Record<string, string>>;

export async function tracesOf(page: Page, context: BrowserContext): Promise<Traces> {
  const cookies = JSON.stringify(await context.cookies());
  return { cookies, ...(await page.evaluate(readTraces)) };
}

/** Runs in the page. */
async function readTraces(): Promise<Record<string, string>> {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value);
  const databases = await Promise.all((await indexedDB.databases()).map(({ name = '' }) => readDatabase(name)));
  return {
    document: document.documentElement.outerHTML,
    fields: fields.join('\n'),
    address: location.href,
    history: JSON.stringify(history.state),
    requests: performance
      .getEntries()
      .map(({ name }) => name)
      .join('\n'),
    localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }),
    indexedDB: JSON.stringify(databases),
    caches: (await caches.keys()).join('\n'),
    queries: JSON.stringify(readQueries()),
  };

  async function readDatabase(name: string): Promise<unknown[]> {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await result(indexedDB.open(name));
    const stores = [...database.objectStoreNames];
    return Promise.all(stores.map((store) => result(database.transaction(store).objectStore(store).getAll())));
  }

  /** Finds the client of TanStack Query in the tree of React components, which has no other way in. */
  function readQueries(): unknown {
    interface Node {
      readonly memoizedProps: { readonly client?: Client } | null;
      readonly child: Node | null;
      readonly sibling: Node | null;
    }
    interface Cache {
      getAll(): readonly { readonly state: unknown; readonly options: unknown }[];
    }
    interface Client {
      getQueryCache?(): Cache;
      getMutationCache?(): Cache;
    }
    const root = Object.entries(document.getElementById('root') ?? {}).find(([key]) =>
      key.startsWith('__reactContainer'),
    );
    const open: (Node | null | undefined)[] = [root?.[1] as Node | undefined];
    while (open.length > 0) {
      const node = open.pop();
      if (!node) continue;
      const { client } = node.memoizedProps ?? {};
      if (client?.getQueryCache && client.getMutationCache) {
        return [...client.getQueryCache().getAll(), ...client.getMutationCache().getAll()].map(({ state }) => state);
      }
      open.push(node.sibling, node.child);
    }
    throw new Error('The page has no query client.');
  }
}
