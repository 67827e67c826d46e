// Verifies that a report of leaked tokens comes from GitHub secret scanning, by the signature of its body.
import { verify } from 'node:crypto';
import * as z from 'zod/mini';
import * as errors from '../domain/errors.ts';
import { log } from '../telemetry/log.ts';
import { fetchSafely } from './fetch-safely.ts';

const PublicKeys = z.object({
  public_keys: z.array(z.object({ key_identifier: z.string(), key: z.string() })),
});

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * @param body - The body exactly as it was sent.
 * @param headers - The headers of the request, with names in lower case.
 * @throws DomainError `bad_signature`; `signature_keys_unavailable` when the keys of GitHub cannot be fetched.
 */
export type GithubSignatureVerifier = (body: string, headers: Headers) => Promise<void>;

/** The shortest time between two requests to GitHub, however many reports name unknown keys. */
const MIN_FETCH_INTERVAL_MS = 10_000;

/**
 * Creates a verifier of ECDSA signatures with SHA-256, made with one of the keys that GitHub publishes.
 *
 * @param keysUrl - `https://api.github.com/meta/public_keys/secret_scanning`
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export function githubSignatureVerifier(keysUrl: string): GithubSignatureVerifier {
  let keys: ReadonlyMap<string, string> = new Map();
  let lastFetch: Promise<void> = Promise.resolve();
  let nextFetchAt = 0;

  async function findKey(id: string): Promise<string | undefined> {
    if (!keys.has(id) && Date.now() >= nextFetchAt) {
      nextFetchAt = Date.now() + MIN_FETCH_INTERVAL_MS;
      lastFetch = fetchKeys(keysUrl).then((fetched) => {
        keys = fetched;
      });
    }
    // After a failed fetch, this fails too: a genuine report must not be rejected as forged while the keys are
    // unavailable.
    if (!keys.has(id)) await lastFetch;
    return keys.get(id);
  }

  return async (body, headers) => {
    const id = headers['github-public-key-identifier'];
    const signature = headers['github-public-key-signature'];
    const key = id && (await findKey(id));
    if (!key || !signature || !isSignedWith(key, body, signature)) throw errors.badSignature();
  };
}

async function fetchKeys(keysUrl: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { public_keys } = PublicKeys.parse(JSON.parse(new TextDecoder().decode(await fetchSafely(keysUrl))));
    return new Map(public_keys.map(({ key_identifier, key }) => [key_identifier, key]));
  } catch (cause) {
    log('ERROR', 'the public keys of GitHub cannot be fetched', { error: (cause as Error).message });
    throw errors.signatureKeysUnavailable(cause);
  }
}

function isSignedWith(key: string, body: string, signature: string): boolean {
  try {
    return verify('sha256', Buffer.from(body), key, Buffer.from(signature, 'base64'));
  } catch {
    // The published key is not a valid public key.
    return false;
  }
}
