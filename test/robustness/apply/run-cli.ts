// Runs the CLI in this process, which takes a fraction of the time of a process for each run.
import { reportError } from '../../../clients/cli/output/report-error.ts';
import { createProgram } from '../../../clients/cli/program.ts';
import { noteSecrets, refuseLeaks } from '../../support/canaries.ts';

export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One run at a time: it has the environment and the output of this process. */
export async function runCli(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
  const { env: before, exitCode } = process;
  const { write } = process.stdout;
  const { error: printError } = console;
  let stdout = '';
  let stderr = '';
  process.env = { ...before, ...env };
  process.exitCode = 0;
  process.stdout.write = (chunk: string | Uint8Array) => {
    stdout += chunk;
    return true;
  };
  console.error = (line: string) => {
    stderr += `${line}\n`;
  };
  let code: number;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    code = Number(process.exitCode);
  } catch (error) {
    code = reportError(error, false);
  } finally {
    process.env = before;
    process.exitCode = exitCode;
    process.stdout.write = write;
    console.error = printError;
  }
  noteSecrets(stdout);
  refuseLeaks({ logs: stdout + stderr });
  return { code, stdout, stderr };
}
