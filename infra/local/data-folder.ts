// The data folder of a run, with a lock so that only one runner uses it at a time.
import { appendFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunnerError } from './runner-error.ts';

export interface DataFolder {
  readonly assembly: string;
  readonly buckets: string;
  readonly consumerAssembly: string;
  readonly credentials: string;
  readonly database: string;
  /** Contains the access key id that names the database. */
  readonly databaseKey: string;
  readonly deployments: string;
  readonly deadLetters: string;
  readonly events: string;
  readonly functionLog: string;
  /** The key pair of the OIDC issuer. */
  readonly issuerKey: string;
  readonly streamCheckpoint: string;
  /** Waits until the folder is deleted. @throws RunnerError then */
  watch(): Promise<never>;
  release(): void;
}

/**
 * Creates the folder if it is missing, and locks it.
 *
 * @throws RunnerError when another runner uses the folder, or it is not writable
 */
export function openDataFolder(path: string): DataFolder {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = lockFile(join(path, 'lock'));
    // The file exists before the first event, so that `tail -f` can follow it.
    appendFileSync(join(path, 'events.jsonl'), '');
    return {
      assembly: join(path, 'assembly'),
      buckets: join(path, 'buckets'),
      consumerAssembly: join(path, 'consumer-assembly'),
      credentials: join(path, 'credentials.json'),
      database: join(path, 'dynamodb'),
      databaseKey: join(path, 'database-key'),
      deployments: join(path, 'custom-resources.json'),
      deadLetters: join(path, 'dead-letters.jsonl'),
      events: join(path, 'events.jsonl'),
      functionLog: join(path, 'functions.log'),
      issuerKey: join(path, 'issuer-key.json'),
      streamCheckpoint: join(path, 'stream-checkpoint.json'),
      watch: () => watchFolder(path),
      release: () => lock.close(),
    };
  } catch (error) {
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new RunnerError(`another runner uses ${path}: stop it, or set DATA_DIR to another folder`);
    }
    throw new RunnerError(`${path} cannot be used (${(error as Error).message}): set DATA_DIR to another folder`);
  }
}

const WATCH_EVERY_MS = 500;

async function watchFolder(path: string): Promise<never> {
  const lock = join(path, 'lock');
  const inode = statSync(lock).ino;
  while (statSync(lock, { throwIfNoEntry: false })?.ino === inode)
    await sleep(WATCH_EVERY_MS, undefined, { ref: false });
  throw new RunnerError(`the data folder ${path} was deleted while the system was running: start again for a new one`);
}

const SQLITE_BUSY = 5;

/** Node.js has no file locks. SQLite uses the locks of the operating system, which are released when the process ends. */
function lockFile(file: string): DatabaseSync {
  const lock = new DatabaseSync(file);
  lock.exec('BEGIN EXCLUSIVE');
  return lock;
}
