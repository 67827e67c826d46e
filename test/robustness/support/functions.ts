// The functions of the stack in this process, invoked as Lambda invokes them: an invocation can crash, and its process is frozen
// after its response. No timeout ends an invocation, because a busy machine would exceed it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Writable } from 'node:stream';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { effects as realEffects } from '../../../shared/runtime/effects.ts';
import type { Effects } from '../../../shared/services/ports/effects.ts';
import { bundleFunctions, type Mutant } from './bundle.ts';
import { evaluateBundle, type Handler } from './evaluate-bundle.ts';

export interface FunctionsOptions {
  /** The whole environment that the functions see. */
  readonly environment: Readonly<Record<string, string>>;
  /** @default none */
  readonly mutant?: Mutant | undefined;
  /** Ids of the functions. @default those of both APIs, and the first Admin */
  readonly ids?: readonly string[];
}

export interface Functions {
  /** The DynamoDB client that all functions share. */
  readonly client: DynamoDBDocumentClient;
  /** The handler of a function, by its id: `users/create-user`. */
  handlerOf(id: string): Handler;
  /** The same handler without timeouts, crashes and the checks of an invocation. */
  bareHandlerOf(id: string): Handler;
  logs(): string;
  clearLogs(): void;
  /** Calls to DynamoDB and log lines that a function left running when it responded, or made afterwards. It must be empty. */
  workAfterResponse(): readonly string[];
  /** The id of the function that is running; undefined outside of an invocation. */
  currentFunction(): string | undefined;
  /** The same object during an invocation, and another one in each other; undefined outside of an invocation. */
  currentInvocation(): object | undefined;
  /** Ends the current invocation as a crash of its process does: it has no response, and none of its code continues. */
  crash(): Promise<never>;
  /** The clock and the random numbers, which a test can replace. @default the real ones */
  readonly effects: { -readonly [Effect in keyof Effects]: Effects[Effect] };
}

interface Invocation {
  readonly id: string;
  /** Calls to DynamoDB without a response. */
  readonly pending: Set<{ readonly command: string | undefined }>;
  /** Ends the invocation without a response. */
  readonly end: (reason: string) => void;
  state: 'running' | 'responded' | 'ended';
}

const NEVER = new Promise<never>(() => {});

export async function loadFunctions({ environment, mutant, ids }: FunctionsOptions): Promise<Functions> {
  const invocations = new AsyncLocalStorage<Invocation>();
  const late: string[] = [];
  const noteIfLate = (work: string) => {
    const invocation = invocations.getStore();
    if (invocation?.state === 'responded') late.push(`After its response, ${invocation.id} ${work}`);
  };
  const lines: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      noteIfLate(`logged ${chunk}`);
      lines.push(String(chunk));
      done();
    },
  });
  const effects = { ...realEffects };
  const { table, handlers } = evaluateBundle(await bundleFunctions(mutant, ids), {
    environment,
    output,
    effects: {
      now: () => effects.now(),
      random: () => effects.random(),
      randomBytes: (size) => effects.randomBytes(size),
      sleep: (milliseconds) => effects.sleep(milliseconds),
    },
  });
  table.client.middlewareStack.add(
    (next, { commandName: command }) =>
      async (args) => {
        noteIfLate(`called ${command}`);
        const invocation = invocations.getStore();
        if (invocation?.state === 'ended') return NEVER;
        const call = { command };
        invocation?.pending.add(call);
        try {
          return await next(args);
        } finally {
          invocation?.pending.delete(call);
        }
      },
    { step: 'initialize', priority: 'high', name: 'invocations' },
  );

  function bareHandlerOf(id: string): Handler {
    const handler = handlers[id];
    if (handler === undefined) throw new Error(`There is no function ${id}.`);
    return handler;
  }

  return {
    client: table.client,
    bareHandlerOf,
    handlerOf(id) {
      const handler = bareHandlerOf(id);
      return async (event, context) => {
        const { promise: ended, reject } = Promise.withResolvers<never>();
        const end = (reason: string) => {
          invocation.state = 'ended';
          reject(new Error(reason));
        };
        const invocation: Invocation = { id, pending: new Set(), end, state: 'running' };
        try {
          return await Promise.race([ended, invocations.run(invocation, async () => handler(event, context))]);
        } finally {
          if (invocation.state === 'running') {
            invocation.state = 'responded';
            for (const { command } of invocation.pending) late.push(`${id} responded while ${command} was pending`);
          }
        }
      };
    },
    logs: () => lines.join(''),
    clearLogs: () => {
      lines.length = 0;
    },
    workAfterResponse: () => late,
    currentFunction: () => invocations.getStore()?.id,
    currentInvocation: () => invocations.getStore(),
    effects,
    crash() {
      const invocation = invocations.getStore();
      if (invocation === undefined) throw new Error('No invocation is running.');
      invocation.end('Runtime exited with error: signal: killed');
      return NEVER;
    },
  };
}
