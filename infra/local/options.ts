// The options of a deployment that apply to the local system: from cdk.json and cdk.context.json, and from the command line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { RunnerError } from './runner-error.ts';

/** Options by name. */
export type Options = Readonly<Record<string, string>>;

/** Options that the local system sets itself or cannot provide. */
export const UNSUPPORTED: readonly string[] = [
  'oidc-issuer',
  'oidc-audience',
  'oidc-trusts-emails',
  'consumer-accounts',
  'standby-region',
  'bearer-domain',
  'signed-domain',
  'certificate-arn',
];

/** Options about resources that exist only on AWS. A file for a deployment may contain them. */
export const WITHOUT_EFFECT: readonly string[] = [
  'stage',
  'login-callback-urls',
  'login-email-from',
  'alarm-email',
  'alarm-topic-arn',
  'notify-owners',
  'runbooks-url',
  'log-retention-days',
  'tracing',
  'open-concurrency',
];

/** The local system is a deployment of this stage. */
const isLocalStage = (name: string, value: unknown) => name === 'stage' && value === 'dev';

interface ReadOptions {
  readonly options: Options;
  /** Options in a file that have no effect on this machine. */
  readonly ignored: readonly string[];
}

/**
 * @param folder - Folder of cdk.json and cdk.context.json.
 * @param args - `option=value` from the command line, which replace those of the files.
 * @throws RunnerError that names the options that make no sense on one machine
 */
export function readOptions(folder: string, args: readonly string[]): ReadOptions {
  const fromArgs = Object.fromEntries(args.map(parseOption));
  const { context = {} } = readJson(join(folder, 'cdk.json'), z.looseObject({ context: values.optional() })) ?? {};
  const fromFiles = { ...context, ...readJson(join(folder, 'cdk.context.json'), values) };
  const named = (source: Record<string, unknown>, names: readonly string[]) =>
    Object.entries(source).flatMap(([name, value]) =>
      names.includes(name) && !isLocalStage(name, value) ? [name] : [],
    );
  refuse(named(fromArgs, [...UNSUPPORTED, ...WITHOUT_EFFECT]), 'leave them out');
  refuse(named(fromFiles, UNSUPPORTED), 'remove them from cdk.context.json, or run the system in another checkout');
  const all = Object.entries({ ...fromFiles, ...fromArgs }).filter(([name]) => !WITHOUT_EFFECT.includes(name));
  return {
    options: Object.fromEntries(all.map(([name, value]) => [name, String(value)])),
    ignored: named(fromFiles, WITHOUT_EFFECT),
  };
}

const values = z.record(z.string(), z.unknown());

function refuse(names: readonly string[], advice: string): void {
  if (names.length > 0) {
    throw new RunnerError(`these options make no sense on one machine: ${names.join(', ')} (${advice})`);
  }
}

function parseOption(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals > 0) return [text.slice(0, equals), text.slice(equals + 1)];
  throw new RunnerError(`-c needs option=value, not "${text}"`);
}

function readJson<T>(file: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new RunnerError(`${file} cannot be read: it must be a JSON object`);
  }
}
