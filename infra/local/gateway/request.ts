// Reads an HTTP request the way API Gateway's HTTP APIs do.
import type { IncomingMessage } from 'node:http';

/** Bytes of a body that HTTP APIs take. */
const LARGEST_BODY = 10 * 1024 * 1024;

export interface GatewayRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly target: string;
  /** Decoded: HTTP APIs decode the path before they match it, an encoded slash too. */
  readonly path: string;
  /** As sent, without the question mark. */
  readonly rawQueryString: string;
  readonly query: Readonly<Record<string, string>> | undefined;
  /** Lower-case names; duplicates joined by commas; no `cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent: name, value, name, value ... */
  readonly rawHeaders: readonly string[];
  readonly cookies: readonly string[] | undefined;
  readonly protocol: string;
  readonly sourceIp: string;
}

/** Bytes of the request line and the header values, which HTTP APIs limit awaitAll. */
export function headBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/${httpVersion}`.length;
  return rawHeaders.reduce((sum, value, i) => (i % 2 === 1 ? sum + value.length : sum), line);
}

/** `undefined` when the target is malformed. */
export function readRequest(incoming: IncomingMessage): GatewayRequest | undefined {
  const { method = '', url: target = '', httpVersion, rawHeaders, socket } = incoming;
  const mark = target.indexOf('?');
  const rawPath = mark === -1 ? target : target.slice(0, mark);
  const rawQueryString = mark === -1 ? '' : target.slice(mark + 1);
  const path = decode(rawPath);
  const query = readQuery(rawQueryString);
  if (path === undefined || !path.startsWith('/') || query === 'malformed') return undefined;
  const headers = joinDuplicates(
    rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] ?? ''] as const] : [])),
  );
  const { cookie, ...others } = headers;
  return {
    method,
    target,
    path,
    rawQueryString,
    query,
    headers: others,
    rawHeaders,
    cookies: cookie?.split(/[;,] */),
    protocol: `HTTP/${httpVersion}`,
    sourceIp: socket.remoteAddress ?? '',
  };
}

/** `undefined` when it is too large; the rest of it is read and dropped, so that the client gets to see the answer. */
export function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
      else resolve(undefined);
    });
    incoming.on('end', () => resolve(Buffer.concat(chunks)));
    incoming.on('error', reject);
  });
}

function readQuery(raw: string): Record<string, string> | undefined | 'malformed' {
  if (raw === '') return undefined;
  const pairs: [string, string][] = [];
  for (const pair of raw.split('&')) {
    const equals = pair.indexOf('=');
    const name = decodeForm(equals === -1 ? pair : pair.slice(0, equals));
    const value = decodeForm(equals === -1 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return 'malformed';
    if (pair !== '') pairs.push([name, value]);
  }
  return joinDuplicates(pairs);
}

/** From a Map, for `__proto__` is a name like any other. */
function joinDuplicates(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

function decodeForm(text: string): string | undefined {
  return decode(text.replaceAll('+', ' '));
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
