// What the commands share: the API and the output of their options, and the types of arguments.
import { type Command, InvalidArgumentError } from 'commander';
import type { Api } from '../connection/api.ts';
import { type ConnectionOptions, connect } from '../connection/connect.ts';
import { CommandError } from '../errors.ts';
import { Output, type OutputOptions } from '../output/output.ts';
import type { SecretDestination } from '../secrets/destination.ts';

export type GlobalOptions = ConnectionOptions & OutputOptions;

export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals();

export interface Context {
  readonly api: Api;
  readonly output: Output;
}

export async function open(command: Command): Promise<Context> {
  const options = globalOptions(command);
  const output = new Output(options);
  return { api: await connect(options), output };
}

/** Shows examples below the help of a command. */
export function withExamples(command: Command, ...lines: string[]): Command {
  return command.addHelpText('after', `\nExamples:\n${lines.map((line) => `  $ service-users ${line}`).join('\n')}`);
}

/** A whole number from 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('It must be a whole number.');
  return value;
}

/** A lifetime in days, or `never`. It is not null yet, because commander replaces null by an empty text. */
export type Lifetime = number | 'never';

export const daysOrNever = (text: string): Lifetime => (text === 'never' ? text : wholeNumber(text));

export const toDays = (lifetime: Lifetime | undefined) => (lifetime === 'never' ? null : lifetime);

/** A time in ISO 8601, or so long ago: `30d`, `12h`, `15m`. */
export function time(text: string): string {
  const [, amount, unit] = /^(\d+)([dhm])$/.exec(text) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const minutes = { d: 24 * 60, h: 60, m: 1 }[unit as 'd' | 'h' | 'm'];
    return new Date(Date.now() - Number(amount) * minutes * 60_000).toISOString();
  }
  if (Number.isNaN(Date.parse(text))) throw new InvalidArgumentError('It must be a time, as 2026-11-28 or 30d (ago).');
  return text;
}

/** Collects an option that can be repeated, or that names several values with commas between them. */
export function list(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...text.split(',').map((one) => one.trim())].filter((one) => one !== '');
}

/** Labels as `key=value` or `key`, with commas between them. */
export function labels(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const entries = list(text).map((label) => {
    const [key = '', ...value] = label.split('=');
    return [key, value.join('=')] as const;
  });
  return { ...previous, ...Object.fromEntries(entries) };
}

/** Scopes with commas between them, or `all`: everything that the account may do. */
const scopes = (text: string, previous?: readonly string[] | 'all') =>
  text === 'all' || previous === 'all' ? 'all' : list(text, previous);

/** The options that narrow a token. */
export interface NarrowingOptions {
  readonly scopes?: string[] | 'all';
  readonly allowedCidrs?: string[];
}

export function withNarrowing(command: Command): Command {
  return command
    .option('--scopes <scopes>', 'what the token may do, such as datastores:read; all for everything', scopes)
    .option('--allowed-cidrs <networks>', 'where the token may be used from, such as 203.0.113.0/24', list);
}

export const narrowingOf = ({ scopes: narrowed, allowedCidrs }: NarrowingOptions) =>
  present({ scopes: narrowed === 'all' ? null : narrowed, allowed_cidrs: allowedCidrs });

/** Leaves out what is undefined, because a request with an absent field differs from one with a null. */
export function present<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** The path parameter of an id, or of a text in its place, such as a `user_id`, `me` or `self`. */
export const reference = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);

interface Issued {
  readonly id: number;
  readonly bearer_token: string;
}

/**
 * Creates a secret, and brings it to its destination.
 *
 * @returns what was created; without its secret, unless the screen is the destination
 */
export async function deliver<Token extends Issued>(
  destination: SecretDestination,
  create: () => Promise<Token>,
): Promise<Token | Omit<Token, 'bearer_token'>> {
  try {
    const token = await create();
    try {
      await destination.save(token.bearer_token);
    } catch (error) {
      throw new CommandError(
        `The token ${token.id} was created, but its secret could not be stored: ${(error as Error).message}. Get a new secret: service-users tokens rotate ${token.id} --out <destination>`,
      );
    }
    const { bearer_token: _, ...shown } = token;
    return destination.isScreen ? token : shown;
  } finally {
    destination.close();
  }
}
