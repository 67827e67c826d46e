// The store of the audit archive, with faults: the storage of the local system, in a temporary folder.
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { serveLocally } from '../../../infra/local/gateway/server.ts';
import { putObject } from '../../../infra/local/object-storage.ts';

/** A fault: whether the object is stored, and which response the client gets. */
const FAULTS = {
  none: { arrives: true, response: 'whole' },
  unreachable: { arrives: false, response: 'reset' },
  'response lost': { arrives: true, response: 'reset' },
  failed: { arrives: false, response: 'error' },
  'failed after all': { arrives: true, response: 'error' },
} as const;

export type StoreFault = keyof typeof FAULTS;
export const STORE_FAULTS = (Object.keys(FAULTS) as StoreFault[]).filter((fault) => fault !== 'none');

export interface StoreRequest {
  /** The position of the object among those that were sent, from 0. */
  readonly object: number;
  /** The number of the request for this object, from 1. */
  readonly attempt: number;
}

export interface ArchiveStore {
  readonly url: string;
  /** Empties the store, and sets the faults of the next requests. */
  reset(fault: (request: StoreRequest) => StoreFault): void;
  /** The stored objects by key, each with its text. */
  objects(): ReadonlyMap<string, string>;
  /** Keys in the order in which their objects were stored. */
  stored(): readonly string[];
  stop(): Promise<void>;
}

export const BUCKET = 'archive';

export async function startArchiveStore(): Promise<ArchiveStore> {
  const root = mkdtempSync(join(tmpdir(), 'service-users-archive-'));
  let folder = root;
  let resets = 0;
  let faultOf: (request: StoreRequest) => StoreFault = () => 'none';
  const attempts = new Map<string, number>();
  let stored: string[] = [];

  const put = async (incoming: IncomingMessage): Promise<number> => {
    const status = await putObject(folder, incoming);
    if (status === 200) stored.push(keyOf(incoming));
    return status;
  };

  const server = await serveLocally(async (incoming, outgoing) => {
    const key = keyOf(incoming);
    attempts.set(key, (attempts.get(key) ?? 0) + 1);
    const request = { object: [...attempts.keys()].indexOf(key), attempt: attempts.get(key) ?? 1 };
    const { arrives, response } = FAULTS[faultOf(request)];
    const status = arrives ? await put(incoming) : void (await buffer(incoming));
    if (response === 'reset') incoming.socket.destroy();
    else outgoing.writeHead(response === 'error' ? 503 : (status ?? 503)).end();
  });

  return {
    url: server.url,
    reset(fault) {
      resets += 1;
      folder = join(root, String(resets));
      attempts.clear();
      stored = [];
      faultOf = fault;
    },
    objects() {
      const files = globSync(`${BUCKET}/**/*.gz`, { cwd: folder });
      return new Map(
        files.map((file) => [file.slice(BUCKET.length + 1), gunzipSync(readFileSync(join(folder, file))).toString()]),
      );
    },
    stored: () => stored,
    async stop() {
      await server.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function keyOf({ url = '' }: IncomingMessage): string {
  return decodeURIComponent(url).split('/').slice(2).join('/');
}
