// `npm start`: runs the system on this machine until Ctrl-C.
import { fileURLToPath } from 'node:url';
import { parseCommandLine } from '../command-line.ts';
import { readOptions } from './options.ts';
import { run } from './runner.ts';
import { RunnerError } from './runner-error.ts';
import { readSettings } from './settings.ts';

const USAGE = `npm start -- [-c <option>=<value> ...]

  -c, --context  an option of the stack (docs/deploying.md), in addition to those in cdk.context.json
  --app          file of a CDK app to run instead of Service Users

Environment variables:
  PORT           port of the bearer API (3000)
  SIGNED_PORT    port of the signed API (3001)
  ISSUER_PORT    port of the OIDC issuer (3002)
  DATA_DIR       folder of the data, the credentials and the logs (.local)
  ADMIN_EMAIL    e-mail address of the first Admin (option admin-email, or admin@example.com)
  CONSUMER_APP   file of another CDK app, whose APIs are served as well`;

const { context, app } = parseCommandLine(USAGE, {
  options: {
    context: { type: 'string', short: 'c', multiple: true, default: [] },
    app: { type: 'string', default: fileURLToPath(new URL('./app.ts', import.meta.url)) },
  },
}).values;
const stop = new AbortController();
// The listeners stay, because Ctrl-C under npm sends the signal twice: from the terminal and from npm.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());

try {
  const { options, ignored } = readOptions(process.cwd(), context);
  if (ignored.length > 0) console.log(`options without an effect on one machine: ${ignored.join(', ')}`);
  await run(readSettings(process.env, options), app, stop.signal);
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error instanceof RunnerError ? error.message : error);
    process.exitCode = 1;
  }
}
