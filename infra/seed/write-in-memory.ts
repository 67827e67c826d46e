// Writes a database in a file system in memory, where no write waits for the disk, and then copies it to its folder.
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

/** The file system in memory of Linux. */
const MEMORY = '/dev/shm';

/**
 * Calls `write` with a copy of the folder in memory, and then replaces the files of the folder by those of the copy. When `write`
 * fails, the folder stays as it was. Where memory is missing or too small, `write` gets the folder itself.
 *
 * @param bytes - How much `write` adds at most.
 * @param memory - The file system in memory. @default that of Linux
 */
export async function writeInMemory(
  folder: string,
  bytes: number,
  write: (folder: string) => Promise<void>,
  memory: string = MEMORY,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(memory) || freeBytes(memory) < sizeOf(folder) + bytes) return write(folder);
  const copy = mkdtempSync(join(memory, 'service-users-seed-'));
  const remove = () => rmSync(copy, { recursive: true, force: true });
  const end = () => {
    remove();
    process.exit(1);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, end);
  try {
    cpSync(folder, copy, { recursive: true });
    await write(copy);
    for (const name of readdirSync(copy)) replaceFile(join(copy, name), join(folder, name));
  } finally {
    for (const signal of signals) process.removeListener(signal, end);
    remove();
  }
}

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

/** The file has its old or its new content, also after a crash. */
function replaceFile(source: string, target: string): void {
  const draft = `${target}.new`;
  cpSync(source, draft);
  const file = openSync(draft, 'r+');
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, target);
}
