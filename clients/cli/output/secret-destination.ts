// Where a new secret goes. A destination is opened before the secret is created, so that none is created for nothing.
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { CommandError, UsageError } from '../errors.ts';

export interface SecretOptions {
  /** A file, which only the user of the operating system can read. */
  readonly out?: string;
  readonly showSecret?: boolean;
}

export interface SecretDestination {
  /** Whether the secret may be printed. */
  readonly isScreen: boolean;
  /** @throws CommandError when the secret cannot be written */
  save(secret: string): void;
  /** Ends the use of the destination. Removes what was prepared and not saved. */
  close(): void;
}

/**
 * @param replace - Whether an existing file is replaced: by the new secret of the same token.
 * @throws UsageError when there is no destination, or it cannot be written
 */
export function openDestination({ out, showSecret }: SecretOptions, replace: boolean): SecretDestination {
  if (out !== undefined) return openFile(out, replace);
  if (showSecret) return { isScreen: true, save() {}, close() {} };
  throw new UsageError(
    'The secret needs a destination, because it is returned only once: --out <file>, or --show-secret to print it. Nothing was changed.',
  );
}

/** Writes to a new file first, which then gets the name: a reader never sees a part of a secret. */
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
    save(secret) {
      if (descriptor === undefined) throw new Error('The destination is closed.');
      try {
        writeSync(descriptor, `${secret}\n`);
        fsyncSync(descriptor);
        // Unlike a rename, a link fails when another process has created the file in the meantime.
        if (replace) renameSync(temporary, path);
        else linkSync(temporary, path);
      } catch (error) {
        throw new CommandError(`its secret could not be written to ${path}: ${(error as Error).message}`);
      }
    },
    close,
  };
}
