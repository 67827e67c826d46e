// The client of the API, with types that are generated from the API document.
import { setTimeout } from 'node:timers/promises';
import createClient, { type Client } from 'openapi-fetch';
import type { components, operations, paths } from '../../../examples/typescript/service-users.d.ts';
import { missingResponse, readProblem } from './problem.ts';

export type Api = Client<paths>;
export type Schemas = components['schemas'];

/** The JSON body of a request, by the id of the operation in the API document. */
export type RequestBody<Id extends keyof operations> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Body } };
}
  ? Body
  : never;

/** Adds the credential to a request. */
export type Authorize = (request: Request) => Request | Promise<Request>;

export interface ApiOptions {
  /** URL of the bearer API or the signed API, without a trailing slash. */
  readonly url: string;
  /** @default requests have no credential */
  readonly authorize?: Authorize;
  /** Is called with a line about each response. */
  readonly trace?: (line: string) => void;
}

type Trace = NonNullable<ApiOptions['trace']>;

const ATTEMPTS = 4;
const TIMEOUT_MS = 40_000;

/** A response that is no success, and a missing response, are thrown as an `ApiProblem`. */
export function createApi({ url, authorize = (request) => request, trace = () => {} }: ApiOptions): Api {
  const api = createClient<paths>({
    baseUrl: url,
    fetch: (request) => fetchWithRetries(request, authorize, trace),
  });
  api.use({
    async onResponse({ response }) {
      if (!response.ok) throw await readProblem(response);
    },
    onError: ({ request, error }) => missingResponse(request, error),
  });
  return api;
}

/** A session whose response was lost is not in use, so that it does no harm to sign in again. */
const SIGN_IN = /\/api\/(?:oauth\/token|login)$/;

/** Repeats a request that certainly changed nothing: one that reads or signs in, and one that the gateway throttled. */
export async function fetchWithRetries(
  request: Request,
  authorize: Authorize = (sent) => sent,
  trace: Trace = () => {},
): Promise<Response> {
  const isSafe = request.method === 'GET' || SIGN_IN.test(new URL(request.url).pathname);
  for (let attempt = 1; ; attempt += 1) {
    const started = performance.now();
    const log = (result: string | number) =>
      trace(`${request.method} ${request.url} ${result} (${Math.round(performance.now() - started)} ms)`);
    const mayRepeat = attempt < ATTEMPTS;
    try {
      // The signature has the time: each attempt gets its own.
      const sent = await authorize(request.clone());
      const response = await fetch(sent, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' });
      log(response.status);
      const isTransient = response.status === 429 || (response.status >= 500 && isSafe);
      if (!isTransient || !mayRepeat) return response;
      await response.body?.cancel();
    } catch (error) {
      log('no response');
      if (!isSafe || !mayRepeat) throw error;
    }
    await setTimeout(200 * 2 ** attempt * (0.5 + Math.random()));
  }
}

/** The body of a successful response. */
export async function bodyOf<T>(request: Promise<{ readonly data?: T }>): Promise<T> {
  return (await request).data as T;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
}

const PAGE_SIZE = 200;

/** Walks a list to its end. @param readPage - Reads the page at a cursor. */
export async function* itemsOf<Item>(
  readPage: (page: { cursor: string; size: number }) => Promise<{ readonly data?: Page<Item> }>,
): AsyncGenerator<Item> {
  let cursor: string | null = '*';
  while (cursor !== null) {
    const page: Page<Item> = await bodyOf(readPage({ cursor, size: PAGE_SIZE }));
    yield* page.items;
    cursor = page.next_cursor;
  }
}
