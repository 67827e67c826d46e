// Verifies that a report of leaked tokens comes from GitHub's secret scanning, by the signature of its whole body.
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
 * @param body - As it was sent.
 * @param headers - Names in lower case.
 * @throws DomainError `bad_signature`; `signature_keys_unavailable` when GitHub cannot be asked for its keys.
 */
export type GithubSignatureVerifier = (body: string, headers: Headers) => Promise<void>;

/** Unknown keys make it ask again, no more often than this. */
const FAILURE_COOLDOWN_MS = 10_000;

/**
 * ECDSA with SHA-256, by a key that GitHub publishes.
 *
 * @param keysUrl - `https://api.github.com/meta/public_keys/secret_scanning`
 * @see https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export function githubSignatureVerifier(keysUrl: string): GithubSignatureVerifier {
  let keys: ReadonlyMap<string, string> = new Map();
  let asking: Promise<void> = Promise.resolve();
  let restsUntil = 0;

  async function keyOf(id: string): Promise<string | undefined> {
    if (!keys.has(id) && Date.now() >= restsUntil) {
      restsUntil = Date.now() + FAILURE_COOLDOWN_MS;
      asking = fetchKeys(keysUrl).then((fetched) => {
        keys = fetched;
      });
    }
    // While it rests after a failure, GitHub's own report must not be called a forgery.
    if (!keys.has(id)) await asking;
    return keys.get(id);
  }

  return async (body, headers) => {
    const id = headers['github-public-key-identifier'];
    const signature = headers['github-public-key-signature'];
    const key = id && (await keyOf(id));
    if (!key || !signature || !isSigned(body, key, signature)) {
      throw errors.badSignature();
    }
  };
}

async function fetchKeys(keysUrl: string): Promise<ReadonlyMap<string, string>> {
  try {
    const { public_keys } = PublicKeys.parse(JSON.parse(new TextDecoder().decode(await fetchSafely(keysUrl))));
    return new Map(public_keys.map(({ key_identifier, key }) => [key_identifier, key]));
  } catch (cause) {
    log('ERROR', 'GitHub cannot be asked for its keys', { error: (cause as Error).message });
    throw errors.signatureKeysUnavailable(cause);
  }
}

function isSigned(body: string, key: string, signature: string): boolean {
  try {
    return verify('sha256', Buffer.from(body), key, Buffer.from(signature, 'base64'));
  } catch {
    // A key that is none.
    return false;
  }
}
