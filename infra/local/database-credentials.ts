// The credentials of the local database. DynamoDB Local listens on all interfaces and checks no signature, but each access
// key id has its own database. A random access key id is therefore the password of the database.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from './data-folder.ts';
import { RunnerError } from './runner-error.ts';

export interface DatabaseCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The access key id of data folders that were created before each had a random one. */
const FIXED_ACCESS_KEY_ID = 'local';

/**
 * Returns the credentials of the database in the folder, which are created once. Call it before DynamoDB Local starts: it
 * renames a database that has the fixed access key id.
 *
 * @throws RunnerError when the file with the access key id is invalid.
 */
export function databaseCredentials(folder: Pick<DataFolder, 'database' | 'databaseKey'>): DatabaseCredentials {
  const accessKeyId = readKey(folder.databaseKey) ?? createKey(folder.databaseKey);
  renameFixedDatabase(folder.database, accessKeyId);
  return { accessKeyId, secretAccessKey: 'local' };
}

/** Returns the credentials of the database of the consumer, which is in the same folder. */
export function consumerCredentials({ accessKeyId, secretAccessKey }: DatabaseCredentials): DatabaseCredentials {
  return { accessKeyId: `${accessKeyId}consumer`, secretAccessKey };
}

function readKey(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const key = readFileSync(file, 'utf8').trim();
  if (/^[0-9A-Za-z]{32,}$/.test(key)) return key;
  throw new RunnerError(`${file} is invalid: restore it, or delete the data folder to start without data`);
}

function createKey(file: string): string {
  const key = randomBytes(20).toString('hex');
  const draft = `${file}.new`;
  writeFileSync(draft, `${key}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return key;
}

/** DynamoDB Local names the files of a database `<access key id>_<region>.db`. */
function renameFixedDatabase(folder: string, accessKeyId: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${FIXED_ACCESS_KEY_ID}_`)) continue;
    const renamed = join(folder, accessKeyId + name.slice(FIXED_ACCESS_KEY_ID.length));
    // Another process can create an empty database with the fixed access key id later.
    if (!existsSync(renamed)) renameSync(join(folder, name), renamed);
  }
}
