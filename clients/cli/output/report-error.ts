// Reports an error in one readable line, and returns the exit code.
import { CommanderError } from 'commander';
import { ApiProblem } from '../connection/problem.ts';
import { CommandError, EXIT, UsageError } from '../errors.ts';
import { withoutControls } from './table.ts';

/** @param verbose - Prints the whole problem document too. */
export function reportError(error: unknown, verbose: boolean): number {
  // commander has printed its error, or the help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  console.error(`error: ${describeError(error).split('\n').map(withoutControls).join('\n')}`);
  if (verbose && error instanceof ApiProblem && error.body !== undefined) {
    console.error(JSON.stringify(error.body, null, 2));
  }
  if (verbose && !(error instanceof ApiProblem || error instanceof CommandError || error instanceof UsageError)) {
    console.error(error);
  }
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}

/** The message, with the status and the code that a program can decide by. */
export function describeError(error: unknown): string {
  if (!(error instanceof ApiProblem)) return error instanceof Error ? error.message : String(error);
  return error.status === 0 ? error.message : `${error.message} (${error.status} ${error.code})`;
}
