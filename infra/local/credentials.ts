// The credentials file, with the URLs and secrets for clients of the local system. The secrets are kept across restarts.
import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { SigningKey } from './gateway/iam-authorization.ts';
import { RunnerError } from './runner-error.ts';

const credentials = z.object({
  bearer_url: z.string(),
  signed_url: z.string(),
  issuer_url: z.string(),
  /** A personal access token of the first Admin. */
  admin_token: z.string(),
  /** When the token expires; null for never. @default unknown */
  admin_token_expires: z.string().nullish(),
  region: z.string(),
  /** Temporary credentials that sign requests as a session of the IAM role `local-pipeline`. */
  access_key_id: z.string(),
  secret_access_key: z.string(),
  session_token: z.string(),
});
export type Credentials = z.infer<typeof credentials>;

/** Earlier versions had no session token. */
const stored = credentials.partial({ session_token: true });
type StoredCredentials = z.infer<typeof stored>;

/** @throws RunnerError when the file exists but cannot be read */
export function readCredentials(file: string): StoredCredentials | undefined {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RunnerError(`${file} cannot be read: delete it and start again to create new credentials`);
  }
}

/** Replaces the file. Only its owner can read it. */
export function writeCredentials(file: string, content: Credentials): void {
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Returns the key of the last run, or a new one. */
export function signingKeyOf(earlier: StoredCredentials | undefined): SigningKey {
  if (earlier?.session_token === undefined) return newSigningKey();
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, session_token: sessionToken } = earlier;
  return { accessKeyId, secretAccessKey, sessionToken };
}

export function newSigningKey(): SigningKey {
  return {
    accessKeyId: `ASIALOCAL${randomBytes(6).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    sessionToken: randomBytes(60).toString('base64'),
  };
}

type AdminToken = Pick<Credentials, 'admin_token' | 'admin_token_expires'>;

const DAY_MS = 24 * 60 * 60 * 1000;

/** Returns the token of the last run, or a new one if that is rejected or expires within a day. */
export async function workingToken(
  bearerUrl: string,
  earlier: AdminToken | undefined,
  mint: () => Promise<AdminToken>,
): Promise<AdminToken> {
  if (earlier === undefined || expiresSoon(earlier)) return mint();
  const { admin_token, admin_token_expires } = earlier;
  const { status } = await fetch(`${bearerUrl}/api/me`, { headers: { authorization: `Bearer ${admin_token}` } });
  return status === 200 ? { admin_token, admin_token_expires } : mint();
}

function expiresSoon({ admin_token_expires: expires }: AdminToken): boolean {
  return typeof expires === 'string' && Date.parse(expires) - Date.now() < DAY_MS;
}
