// The credentials file: what a client of the local system needs, with the token of an Admin that works.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { RunnerError } from './runner-error.ts';

const credentials = z.looseObject({ bearer_url: z.string(), issuer_url: z.string(), admin_token: z.string() });
export type Credentials = z.infer<typeof credentials>;

/** @throws RunnerError when the file is there but cannot be read */
export function readCredentials(file: string): Credentials | undefined {
  try {
    return credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RunnerError(`${file} cannot be read: delete it and start again, and a new token will be made`);
  }
}

/** Writes the file anew, readable by its owner alone; keeps the token of the last run while it works. */
export async function writeCredentials(
  file: string,
  urls: Pick<Credentials, 'bearer_url' | 'issuer_url'>,
  earlier: Credentials | undefined,
  mintAdminToken: () => Promise<string>,
): Promise<void> {
  const token = earlier?.admin_token;
  const content: Credentials = {
    ...urls,
    admin_token: token && (await works(urls.bearer_url, token)) ? token : await mintAdminToken(),
  };
  const draft = `${file}.new`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

async function works(bearerUrl: string, token: string): Promise<boolean> {
  const { status } = await fetch(`${bearerUrl}/api/me`, { headers: { authorization: `Bearer ${token}` } });
  return status === 200;
}
