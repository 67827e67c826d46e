// Stores a secret of GitHub Actions by the program `gh`, which encrypts it and has the credential of the user.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { UsageError } from '../errors.ts';
import type { SecretDestination } from './destination.ts';

/**
 * The name of an environment can have any character, also a slash.
 *
 * @see https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets
 */
const TARGET = /^([\w.-]+\/[\w.-]+)\/(?:(.+)\/)?((?!GITHUB_)[A-Z_][A-Z0-9_]*)$/i;

/**
 * @param target - `<owner>/<repository>/<name>`, or `<owner>/<repository>/<environment>/<name>` for a secret of an environment.
 * @throws UsageError when the name is invalid, or `gh` cannot read the secrets there
 */
export async function openGithubSecret(target: string): Promise<SecretDestination> {
  const [, repository, environment, name] = TARGET.exec(target) ?? [];
  if (repository === undefined || name === undefined) {
    throw new UsageError(
      `"${target}" is no secret of GitHub Actions. Write github-actions:<owner>/<repository>/<name>, or github-actions:<owner>/<repository>/<environment>/<name>.`,
    );
  }
  const place = ['--repo', repository, ...(environment === undefined ? [] : ['--env', environment])];
  try {
    await gh(['secret', 'list', ...place]);
  } catch (error) {
    throw new UsageError(
      `The secrets of ${environment === undefined ? repository : `the environment ${environment} of ${repository}`} cannot be used: ${(error as Error).message}. Log in with "gh auth login". Nothing was changed.`,
    );
  }
  return {
    isScreen: false,
    // Other processes can read arguments. Without a body in the arguments, gh reads it from the standard input.
    save: (secret) => gh(['secret', 'set', name, ...place], secret),
    close() {},
  };
}

/** @throws Error with the first line that the program printed as an error */
async function gh(args: readonly string[], input = ''): Promise<void> {
  const program = spawn('gh', args, { env: { ...process.env, GH_PROMPT_DISABLED: '1' } });
  const ended = new Promise<number | null>((resolve, reject) => {
    program.on('error', ({ code }: NodeJS.ErrnoException) =>
      reject(
        new Error(code === 'ENOENT' ? 'the program gh is not installed' : `the program gh cannot be started: ${code}`),
      ),
    );
    program.on('close', resolve);
  });
  // A program that ends without reading its input is reported by its exit code.
  program.stdin.on('error', () => {}).end(input);
  program.stdout.resume();
  const [code, errors] = await Promise.all([ended, text(program.stderr)]);
  if (code === 0) return;
  const [line = ''] = errors.trim().split('\n');
  throw new Error(`gh ended with exit code ${code}${line === '' || line.includes(input || '\0') ? '' : `: ${line}`}`);
}
