// Sends requests unchanged. `fetch` would normalize them.
import { request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface HttpResponse {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** @param headers - Alternating names and values, so that a name can be repeated. */
export function send(
  url: string,
  method: string,
  target: string,
  headers: readonly string[] = [],
  body?: string | Buffer,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const { hostname, port, host } = new URL(url);
    const outgoing = request(
      { hostname, port, method, path: target, headers: ['host', host, ...headers] },
      async (incoming) => {
        resolve({ status: incoming.statusCode, headers: incoming.headers, body: await text(incoming) });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
