// Runs the CLI as a process, against the workspace of the test file. A test fails when an output has a secret.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { mintPersonalToken } from '../../../infra/local/personal-token.ts';
import { noteSecrets, refuseLeaks } from '../../support/canaries.ts';
import { it as withWorkspace } from '../../support/workspace.ts';

const MAIN = fileURLToPath(new URL('../../../clients/cli/main.ts', import.meta.url));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** The standard input. */
  readonly input?: string;
  /** Whether the output may have secrets. @default false */
  readonly showsSecret?: boolean;
}

export interface Cli {
  /** A folder of the test file, which is the current folder and the home of the process. */
  readonly folder: string;
  /** The environment of an Admin. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command as an Admin, to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Result>;
  /** Runs a command with --json. @returns the printed JSON. @throws Error when the command fails */
  // biome-ignore lint/suspicious/noExplicitAny: a caller knows the output of its command.
  json(...args: readonly string[]): Promise<any>;
  /** Starts a command as an Admin. */
  start(args: readonly string[], options?: RunOptions): ChildProcessWithoutNullStreams;
}

export const it = withWorkspace.extend('cli', { scope: 'file' }, async ({ workspace }, { onCleanup }): Promise<Cli> => {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-cli-'));
  onCleanup(() => rmSync(folder, { recursive: true, force: true }));
  const { bearer_token: token } = await mintPersonalToken(workspace.url, inject('issuer').url, 'admin@example.com');
  noteSecrets(token);
  const { PATH = '', NODE_COMPILE_CACHE = '' } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE, HOME: folder, SERVICE_USERS_URL: workspace.url, SERVICE_USERS_TOKEN: token };
  const start: Cli['start'] = (args, options = {}) =>
    spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...env, ...options.env } });
  const run: Cli['run'] = async (args, options = {}) => {
    const process = start(args, options);
    process.stdin.end(options.input ?? '');
    const ended = new Promise<number>((resolve) => process.on('close', (code) => resolve(code ?? -1)));
    const [stdout, stderr, code] = await Promise.all([text(process.stdout), text(process.stderr), ended]);
    noteSecrets(stdout);
    refuseLeaks({ logs: options.showsSecret ? stderr : stdout + stderr });
    return { code, stdout, stderr };
  };
  return {
    folder,
    env,
    run,
    start,
    async json(...args) {
      const { code, stdout, stderr } = await run([...args, '--json']);
      if (code !== 0) throw new Error(`service-users ${args.join(' ')} failed: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
});
