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
  region: z.string(),
  /** Key pair that signs requests as the IAM role `local-pipeline`. */
  access_key_id: z.string(),
  secret_access_key: z.string(),
});
export type Credentials = z.infer<typeof credentials>;

/** @throws RunnerError when the file exists but cannot be read */
export function readCredentials(file: string): Credentials | undefined {
  try {
    return credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
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

export function newSigningKey(): SigningKey {
  return {
    accessKeyId: `AKIALOCAL${randomBytes(6).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}

/** Returns the token of the last run if it is still valid, otherwise a new one. */
export async function workingToken(
  bearerUrl: string,
  earlier: string | undefined,
  mint: () => Promise<string>,
): Promise<string> {
  if (earlier === undefined) return mint();
  const { status } = await fetch(`${bearerUrl}/api/me`, { headers: { authorization: `Bearer ${earlier}` } });
  return status === 200 ? earlier : mint();
}
