// A proxy in front of the bearer API that loses responses: the request is carried out, and its client never knows.
import { startFailingProxy } from '../../support/failing-proxy.ts';

export interface FaultyProxy {
  readonly url: string;
  /** How many responses were lost. */
  lost(): number;
  stop(): Promise<void>;
}

export interface FaultOptions {
  /** Runs in place of the first request with its method and path. @returns whether the request is lost. @default false */
  readonly instead?: (path: string) => Promise<boolean>;
}

/** Loses the response of each change once: of the first request with its method and path. */
export async function startFaultyProxy(target: string, { instead }: FaultOptions = {}): Promise<FaultyProxy> {
  const seen = new Set<string>();
  const server = await startFailingProxy(target, async ({ method, path }) => {
    const key = `${method} ${path}`;
    if (method === 'GET' || seen.has(key)) return undefined;
    seen.add(key);
    return (await instead?.(path)) ? 'refused' : 'lost';
  });
  return { ...server, lost: () => seen.size };
}
