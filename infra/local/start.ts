// `npm start`: serves the system on this machine until Ctrl-C. Another CDK app than ours may be named as its argument.
import { fileURLToPath } from 'node:url';
import { run } from './runner.ts';
import { RunnerError } from './runner-error.ts';

const app = process.argv[2] ?? fileURLToPath(new URL('./app.ts', import.meta.url));
const stop = new AbortController();
// Not once: a Ctrl-C under npm comes twice, from the terminal and from npm.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop.abort());

try {
  await run(app, stop.signal);
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(error instanceof RunnerError ? error.message : error);
    process.exitCode = 1;
  }
}
