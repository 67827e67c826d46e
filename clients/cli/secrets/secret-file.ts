// Stores a secret in a file that only the user of the operating system can read.
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { UsageError } from '../errors.ts';
import type { SecretDestination } from './destination.ts';

/**
 * Writes to a new file first, which then gets the name: a reader never sees a part of a secret.
 *
 * @param replace - Whether an existing file is replaced: by the new secret of the same token.
 * @throws UsageError when the file cannot be written
 */
export function openFile(path: string, replace: boolean): SecretDestination {
  const temporary = `${path}.${process.pid}.tmp`;
  if (!replace && existsSync(path))
    throw new UsageError(`The file ${path} exists. Choose another one. Nothing was changed.`);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(temporary, 'wx', 0o600);
  } catch (error) {
    throw new UsageError(`The file ${path} cannot be written: ${(error as Error).message}. Nothing was changed.`);
  }
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
    rmSync(temporary, { force: true });
  };
  return {
    isScreen: false,
    async save(secret) {
      if (descriptor === undefined) throw new Error('The destination is closed.');
      writeSync(descriptor, `${secret}\n`);
      fsyncSync(descriptor);
      // Unlike a rename, a link fails when another process has created the file in the meantime.
      if (replace) renameSync(temporary, path);
      else linkSync(temporary, path);
    },
    close,
  };
}
