// `npm start`: runs the system on this machine until Ctrl-C. The argument is the file of another CDK app to run instead.
import { fileURLToPath } from 'node:url';
import { run } from './runner.ts';
import { RunnerError } from './runner-error.ts';

const app = process.argv[2] ?? fileURLToPath(new URL('./app.ts', import.meta.url));
const stop = new AbortController();
// The listeners stay, because Ctrl-C under npm sends the signal twice: from the terminal and from npm.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());

try {
  await run(app, stop.signal);
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error instanceof RunnerError ? error.message : error);
    process.exitCode = 1;
  }
}
