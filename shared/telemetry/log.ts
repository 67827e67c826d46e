// Lines of the log, as JSON. They go to stdout, past `console`: Lambda's JSON format wraps what `console` says, and
// CloudWatch reads metrics off the top level alone.

/** As Powertools' Logger has it, whose lines stand beside these. */
export const service = process.env.POWERTOOLS_SERVICE_NAME;

type Level = 'INFO' | 'WARN' | 'ERROR';
type Fields = Readonly<Record<string, unknown>>;

/** Never a secret, a body, a header or a query among the fields (R11). */
export function log(level: Level, message: string, fields: Fields): void {
  print(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service, ...fields }));
}

/** @param line - JSON. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
