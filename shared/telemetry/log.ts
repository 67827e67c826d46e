// Writes log lines as JSON. They go directly to stdout: Lambda's JSON log format wraps the output of `console`, and
// CloudWatch reads embedded metrics only from the top level of a line.

/** The same field as in the lines of Powertools' Logger, which go to the same log group. */
export const service = process.env.POWERTOOLS_SERVICE_NAME;

type Level = 'INFO' | 'WARN' | 'ERROR';
type Fields = Readonly<Record<string, unknown>>;

/** @param fields - They never contain a secret, a body, a header or a query string (R11). */
export function log(level: Level, message: string, fields: Fields): void {
  writeLine(JSON.stringify({ level, message, timestamp: new Date().toISOString(), service, ...fields }));
}

/** @param json - One line of JSON, without a line break. */
export function writeLine(json: string): void {
  process.stdout.write(`${json}\n`);
}
