// A failure the reader can mend: its message is one line that says what stands in the way and what to do about it.
export class RunnerError extends Error {
  override readonly name = 'RunnerError';
}
