// Starts `npm start` as a process.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished } from 'vitest';

const START = fileURLToPath(new URL('../../../infra/local/start.ts', import.meta.url));

export interface Runner {
  readonly process: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
  /** The output until now. */
  printed(): string;
  /** Resolves with the credentials when the system is ready. */
  serving(): Promise<Record<string, string>>;
}

/** Starts it on free ports. It is killed when the test has finished. */
export function startRunner(
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
  args: readonly string[] = [],
): Runner {
  const child = spawn(process.execPath, [START, ...args], {
    // A checkout may have a cdk.context.json.
    cwd: inject('folder'),
    env: { ...process.env, PORT: '0', SIGNED_PORT: '0', ISSUER_PORT: '0', DATA_DIR: dataFolder, ...environment },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return {
    process: child,
    ended,
    printed: () => stdout,
    serving: async () => {
      await Promise.race([
        expect.poll(() => stdout, { timeout: 120_000 }).toContain('Press Ctrl-C to stop'),
        ended.then(() => Promise.reject(new Error(`it ended: ${stderr}`))),
      ]);
      return JSON.parse(readFileSync(join(dataFolder, 'credentials.json'), 'utf8'));
    },
  };
}
