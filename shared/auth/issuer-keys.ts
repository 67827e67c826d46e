// The public keys of an OIDC issuer, found through its discovery document (OpenID Connect Discovery 1.0, section 4).
import { FetchError } from 'aws-jwt-verify/error';
import { isJwks, type Jwk, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { JwtHeader } from 'aws-jwt-verify/jwt-model';
import { fetchSafely, fetchTimeout } from './fetch-safely.ts';

/** How long the issuer is not contacted after a failure. */
const FAILURE_COOLDOWN_MS = 10_000;

/**
 * Returns the key with the `kid` of the header.
 *
 * @throws FetchError when the keys cannot be fetched; JwtBaseError when the issuer has no such key.
 */
export type KeyLookup = (header: Pick<JwtHeader, 'kid'>) => Promise<Jwk>;

/**
 * Creates a lookup in the keys of one issuer. It keeps them across invocations, and contacts the issuer at most once in ten
 * seconds because of unknown key ids or because of failures.
 */
export function issuerKeyLookup(issuer: string, now: () => number = Date.now): KeyLookup {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const cache = new SimpleJwksCache({
    fetcher: { fetch: withFailureCooldown((discoveryUrl) => fetchKeys(discoveryUrl, issuer), now) },
  });
  return ({ kid }) => cache.getJwk(url, { header: kid === undefined ? {} : { kid }, payload: {} });
}

async function fetchKeys(discoveryUrl: string, issuer: string): Promise<ArrayBuffer> {
  const options = { configuredUrl: issuer, signal: fetchTimeout() };
  const document = parseJson(await fetchSafely(discoveryUrl, options)) as Record<string, unknown> | null;
  if (document?.issuer !== issuer) throw new Error('the discovery document belongs to another issuer');
  const keys = await fetchSafely(String(document.jwks_uri), options);
  // This check is made here so that a malformed key set starts the cooldown. The cache would fetch it again for every
  // token.
  if (!isJwks(parseJson(keys) as Parameters<typeof isJwks>[0])) throw new Error('the key set is malformed');
  return keys;
}

/** Decodes as strictly as the cache, so that what it rejects starts the cooldown. */
function parseJson(bytes: ArrayBuffer): unknown {
  return JSON.parse(new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes));
}

/** Wraps a fetch so that it fails at once for a while after a failure. */
function withFailureCooldown(
  fetchUrl: (url: string) => Promise<ArrayBuffer>,
  now: () => number,
): (url: string) => Promise<ArrayBuffer> {
  let cooldownEndsAt = 0;
  return async (url) => {
    if (now() < cooldownEndsAt) throw new FetchError(url, 'the last attempt failed a moment ago');
    try {
      return await fetchUrl(url);
    } catch (error) {
      cooldownEndsAt = now() + FAILURE_COOLDOWN_MS;
      throw new FetchError(url, (error as Error).message);
    }
  };
}
