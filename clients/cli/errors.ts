// Errors of the CLI and its exit codes.

export const EXIT = { done: 0, failed: 1, differences: 2, usage: 64 } as const;

/** The command line is wrong, or an input file is. Nothing was requested. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command failed. Its message says what is wrong and what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
