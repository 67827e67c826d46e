// The code of all functions, bundled as for a deployment but in one piece, and evaluated with an environment of its own. Mistakes
// can be planted in it.
import { AsyncLocalStorage } from 'node:async_hooks';
import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { build, type Plugin } from 'esbuild';
import { BUNDLING } from '../../../infra/constructs/bundles.ts';
import { operations } from '../../../infra/operations.ts';
import { effects as realEffects } from '../../../shared/runtime/effects.ts';
import type { Effects } from '../../../shared/services/ports/effects.ts';

/** A mistake in one place of the source. */
export interface PlantedFault {
  /** From the root of the repository: `shared/domain/account.ts`. */
  readonly file: string;
  /** What stands there, exactly once. */
  readonly right: string;
  /** What is put in its place. */
  readonly wrong: string;
}

export type Handler = (event: unknown, context: HandlerContext) => Promise<unknown>;

/** What Lambda tells a function of its invocation, which it ends when the time is up. */
type HandlerContext = Pick<Context, 'getRemainingTimeInMillis'>;

export interface CodeOptions {
  /** All that the code sees of the environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** @default none: the code as it is */
  readonly faults?: readonly PlantedFault[];
}

/** The functions of the stack, and what they share. */
export interface Code {
  /** The one DynamoDB client of them all. */
  readonly client: DynamoDBDocumentClient;
  /** The handler of a function: of an operation by its id. */
  handlerOf(name: string): Handler;
  /** The same, watched by nobody. */
  bareHandlerOf(name: string): Handler;
  /** All that they have logged. */
  logs(): string;
  /** Forgets it. */
  clearLogs(): void;
  /** What they left under way when they answered, and did after: calls to DynamoDB, and lines of the log. It must be nothing. */
  afterAnswer(): readonly string[];
  /** The function that runs this, as the id of its operation; undefined outside of any. */
  currentFunction(): string | undefined;
  /** Ends the invocation that runs this as a crash of its process does: it has no answer, and nothing of it goes on. */
  crash(): Promise<never>;
  /** Their time and chance, to be had by a test. @default for real */
  readonly effects: { -readonly [Effect in keyof Effects]: Effects[Effect] };
}

/** One call of a function: Lambda freezes the process when it has answered. */
interface Invocation {
  readonly name: string;
  /** The calls to DynamoDB that have no answer yet. */
  readonly underWay: Set<{ readonly command: string | undefined }>;
  /** Ends it as Lambda does: it has no answer, and nothing of it goes on. */
  readonly end: (reason: string) => void;
  state: 'running' | 'answered' | 'ended';
}

const NEVER = new Promise<never>(() => {});

interface Exports {
  readonly table: { readonly client: DynamoDBDocumentClient };
  readonly handlers: Readonly<Record<string, Handler>>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
export const AUTHORIZER = 'authorizer/authorize-bearer';
export const SEEDER = 'first-admin/seed-first-admin';

export async function evaluate({ environment, faults = [] }: CodeOptions): Promise<Code> {
  const invocations = new AsyncLocalStorage<Invocation>();
  const late: string[] = [];
  const noteIfLate = (what: string) => {
    const invocation = invocations.getStore();
    if (invocation?.state === 'answered') late.push(`${invocation.name} had answered, and then: ${what}`);
  };
  const lines: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      noteIfLate(`it logged ${chunk}`);
      lines.push(String(chunk));
      done();
    },
  });
  const effects = { ...realEffects };
  const { table, handlers } = run(await bundle(faults), environment, output, {
    now: () => effects.now(),
    random: () => effects.random(),
    randomBytes: (size) => effects.randomBytes(size),
    sleep: (milliseconds) => effects.sleep(milliseconds),
  });
  table.client.middlewareStack.add(
    (next, { commandName: command }) =>
      async (args) => {
        noteIfLate(`it called ${command}`);
        const invocation = invocations.getStore();
        if (invocation?.state === 'ended') return NEVER;
        const call = { command };
        invocation?.underWay.add(call);
        try {
          return await next(args);
        } finally {
          invocation?.underWay.delete(call);
        }
      },
    { step: 'initialize', priority: 'high', name: 'frozen' },
  );
  const bareHandlerOf = (id: string): Handler => {
    const handler = handlers[id];
    if (handler === undefined) throw new Error(`there is no function ${id}`);
    return handler;
  };
  const handlerOf = (id: string): Handler => {
    const handler = bareHandlerOf(id);
    return async (event, context) => {
      const { promise: ended, reject } = Promise.withResolvers<never>();
      const end = (reason: string) => {
        invocation.state = 'ended';
        reject(new Error(reason));
      };
      const invocation: Invocation = { name: id, underWay: new Set(), end, state: 'running' };
      const timer = setTimeout(end, context.getRemainingTimeInMillis(), 'Task timed out');
      try {
        return await Promise.race([ended, invocations.run(invocation, async () => handler(event, context))]);
      } finally {
        clearTimeout(timer);
        if (invocation.state === 'running') {
          invocation.state = 'answered';
          for (const { command } of invocation.underWay) late.push(`${id} answered while ${command} was under way`);
        }
      }
    };
  };
  return {
    client: table.client,
    handlerOf,
    bareHandlerOf,
    logs: () => lines.join(''),
    clearLogs: () => {
      lines.length = 0;
    },
    afterAnswer: () => late,
    currentFunction: () => invocations.getStore()?.name,
    effects,
    crash() {
      const invocation = invocations.getStore();
      if (invocation === undefined) throw new Error('nothing is running that could crash');
      invocation.end('Runtime exited with error: signal: killed');
      return NEVER;
    },
  };
}

async function bundle(faults: readonly PlantedFault[]): Promise<string> {
  const ids = [AUTHORIZER, SEEDER, ...operations.map(({ operation }) => operation.id)];
  const contents = [
    "export { table } from './shared/runtime/table.ts';",
    ...ids.map((id, index) => `import { handler as handler${index} } from './functions/${id}.ts';`),
    `export const handlers = { ${ids.map((id, index) => `'${id}': handler${index}`).join(', ')} };`,
  ].join('\n');
  const { outputFiles } = await build({
    ...BUNDLING,
    minify: false,
    // Evaluated code cannot import; it can require.
    supported: { 'dynamic-import': false },
    stdin: { contents, resolveDir: root },
    write: false,
    logLevel: 'silent',
    plugins: [lendingEffects, planting(faults)],
  });
  return outputFiles[0]?.text ?? '';
}

/** The code is given its time and chance by who evaluates it. */
const lendingEffects: Plugin = {
  name: 'lent effects',
  setup({ onLoad }) {
    onLoad({ filter: /shared\/runtime\/effects\.ts$/ }, () => ({ contents: 'export const effects = EFFECTS;' }));
  },
};

function planting(faults: readonly PlantedFault[]): Plugin {
  return {
    name: 'planted faults',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const here = faults.filter(({ file }) => file === relative(root, path));
        if (here.length === 0) return undefined;
        return { contents: here.reduce(plant, readFileSync(path, 'utf8')), loader: 'ts' };
      });
    },
  };
}

/** A mistake that is not planted would be one that nothing catches. */
function plant(source: string, { file, right, wrong }: PlantedFault): string {
  const parts = source.split(right);
  if (parts.length !== 2) throw new Error(`this does not stand once in ${file}: ${right}`);
  return parts.join(wrong);
}

/** Runs the code with a console, an environment, time and chance of its own. */
function run(text: string, env: Readonly<Record<string, string>>, output: Writable, effects: Effects): Exports {
  const module = { exports: {} as Exports };
  const ownProcess = Object.create(process, {
    env: { value: { ...env } },
    stdout: { value: output },
    stderr: { value: output },
  });
  const names = ['module', 'exports', 'require', 'console', 'process', 'EFFECTS'];
  compileFunction(text, names)(
    module,
    module.exports,
    createRequire(import.meta.url),
    new Console({ stdout: output, stderr: output }),
    ownProcess,
    effects,
  );
  return module.exports;
}
