// Lines of the log, as JSON. They go to stdout, past `console`: Lambda's JSON format wraps what `console` says, and
// CloudWatch reads metrics off the top level alone.

/** As Powertools' Logger has it, whose lines stand beside these. */
const service = process.env.POWERTOOLS_SERVICE_NAME;

type Level = 'INFO' | 'WARN' | 'ERROR';

/** Never a secret, a body, a header or a query among the fields (R11). */
export function log(level: Level, message: string, fields: Readonly<Record<string, unknown>>): void {
  const line = { level, message, timestamp: new Date().toISOString(), service, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
