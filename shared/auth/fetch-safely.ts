// Fetches documents that decide which credentials are trusted: only over HTTPS from the public internet or from localhost,
// without redirects, and with limits on time and size.
import { lookup } from 'node:dns';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isLoopbackAddress, isPublicAddress } from './public-address.ts';

const TIMEOUT_MS = 5000;
const MAX_BYTES = 64 * 1024;

export interface FetchOptions {
  /**
   * The URL from the configuration that led to this one. A URL on localhost is fetched only if both have the same origin:
   * a document of an issuer must not direct a request to another server on this machine.
   *
   * @default the URL itself
   */
  readonly configuredUrl?: string;
  /** @default a time limit of 5 seconds */
  readonly signal?: AbortSignal;
}

/** A time limit for one document, or for several that are fetched one after the other. */
export function fetchTimeout(): AbortSignal {
  return AbortSignal.timeout(TIMEOUT_MS);
}

/** Returns whether the URL is on localhost, where HTTP is accepted in place of HTTPS. */
export function isLocalUrl(url: string): boolean {
  return ['localhost', '127.0.0.1'].includes(new URL(url).hostname);
}

/** @throws Error when the URL is not allowed, or when no successful response of at most 64 kB arrives in time. */
export async function fetchSafely(url: string, options: FetchOptions = {}): Promise<ArrayBuffer> {
  const { configuredUrl = url, signal = fetchTimeout() } = options;
  const { protocol, hostname, origin } = new URL(url);
  const isLocal = isLocalUrl(url) && origin === new URL(configuredUrl).origin;
  if (protocol !== 'https:' && !isLocal) throw new Error('keys are fetched only over HTTPS');
  const isAllowed = isLocal ? isLoopbackAddress : isPublicAddress;
  assertAllowed([hostname.replace(/^\[(.*)\]$/, '$1')].filter(isIP), isAllowed);
  const response = await request(url, {
    lookup: lookupOf(isAllowed),
    signal,
    // A new connection: one from a pool could have been opened without the check of its address.
    agent: false,
    headers: { accept: 'application/json', 'user-agent': 'service-users' },
  });
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`the response has the status ${response.statusCode}`);
  }
  return readBody(response);
}

function request(url: string, options: RequestOptions): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? getHttps : getHttp;
  return new Promise((resolve, reject) => void get(url, options, resolve).on('error', reject));
}

/**
 * Resolves a host for the connection itself: a check that resolves the host separately could see another address. The
 * connection does not call it for a host that is an address.
 */
function lookupOf(isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses = []) => {
      try {
        if (error) throw error;
        const all = addresses.map(({ address }) => address);
        assertAllowed(all, isAllowed);
        if (options.all) callback(null, addresses);
        else callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
      } catch (cause) {
        callback(cause as Error, []);
      }
    });
}

/** Rejects a host if any of its addresses is not allowed, so that the order of the addresses does not matter. */
function assertAllowed(addresses: readonly string[], isAllowed: (address: string) => boolean): void {
  if (!addresses.every(isAllowed)) throw new Error('the host has an address that is not public');
}

/** Leaving the loop closes the connection, so at most one chunk more than the limit is received. */
async function readBody(response: IncomingMessage): Promise<ArrayBuffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BYTES) throw new Error(`the response is larger than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks)).buffer;
}
