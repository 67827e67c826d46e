// Opens the destination of a new secret by its name.
import { resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import type { SecretDestination } from './destination.ts';
import { openGithubSecret } from './github-secret.ts';
import { openFile } from './secret-file.ts';
import { openSecretsManager } from './secrets-manager.ts';

export interface SecretOptions {
  /** A destination as `openNamed` takes it, or the path of a file. */
  readonly out?: string;
  readonly showSecret?: boolean;
}

interface OpenOptions {
  /** The folder that paths of files start at. @default the current one */
  readonly folder?: string;
  /** Whether an existing file is replaced: by the new secret of the same token. Stores of secrets keep the value before. */
  readonly replace: boolean;
}

/** The option of commands, for their help. */
export const DESTINATIONS =
  'where the secret goes: aws-secretsmanager:<name>, github-actions:<owner>/<repository>[/<environment>]/<name>, or a file with mode 0600';

/** A destination: a scheme, and what it names. */
const DESTINATION = /^(file|aws-secretsmanager|github-actions):(.+)$/s;

/**
 * Opens the destination that the options of a command name.
 *
 * @throws UsageError when there is none, or it cannot be used
 */
export async function openDestination(
  { out, showSecret }: SecretOptions,
  replace: boolean,
): Promise<SecretDestination> {
  if (out !== undefined) return openNamed(out, { replace });
  if (showSecret) return { isScreen: true, async save() {}, close() {} };
  throw new UsageError(
    'The secret needs a destination, because it is returned only once: --out <destination>, or --show-secret to print it. Nothing was changed.',
  );
}

/** @param text - `file:<path>`, `aws-secretsmanager:<name>`, `github-actions:<owner>/<repository>[/<environment>]/<name>`, or a path. */
export async function openNamed(text: string, { folder = '', replace }: OpenOptions): Promise<SecretDestination> {
  const [, scheme = 'file', name = text] = DESTINATION.exec(text) ?? [];
  if (scheme === 'aws-secretsmanager') return openSecretsManager(name);
  if (scheme === 'github-actions') return openGithubSecret(name);
  return openFile(resolve(folder, name), replace);
}
