// Parses an HTTP request as an HTTP API of API Gateway does.
import type { IncomingMessage } from 'node:http';

/** Largest body that HTTP APIs accept, in bytes. */
const LARGEST_BODY = 10 * 1024 * 1024;

export interface GatewayRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** The decoded path. HTTP APIs decode the path, including encoded slashes, before they match it. */
  readonly path: string;
  /** The query as received, without the question mark. */
  readonly rawQueryString: string;
  readonly query: Readonly<Record<string, string>> | undefined;
  /** Headers with lower-case names and without `cookie`. Duplicates are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Headers as received: name, value, name, value ... */
  readonly rawHeaders: readonly string[];
  readonly cookies: readonly string[] | undefined;
  readonly protocol: string;
  readonly sourceIp: string;
}

/** Size of the request line and the header values in bytes. HTTP APIs have one limit for the sum. */
export function headBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} HTTP/${httpVersion}`.length;
  return rawHeaders.reduce((sum, value, i) => (i % 2 === 1 ? sum + value.length : sum), line);
}

/** @returns undefined if the request target is malformed */
export function readRequest(incoming: IncomingMessage): GatewayRequest | undefined {
  const { method = '', url = '', httpVersion, rawHeaders, socket } = incoming;
  const target = originForm(url);
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

/** Clients behind a proxy send the absolute form of a request target (RFC 9112, section 3.2.2): `http://127.0.0.1:3000/api/me`. */
function originForm(target: string): string {
  const [, path] = /^https?:\/\/[^/?#]+(.*)$/i.exec(target) ?? [];
  if (path === undefined) return target;
  return path.startsWith('/') ? path : `/${path}`;
}

/** @returns undefined if the body is too large. The rest is read and discarded, so that the client receives the response. */
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

/** Uses a Map, because `__proto__` may be a name. */
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
