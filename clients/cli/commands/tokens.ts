// service-users tokens
import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { type Api, bodyOf, itemsOf, type Schemas } from '../connection/api.ts';
import { UsageError } from '../errors.ts';
import type { Column } from '../output/output.ts';
import { DESTINATIONS, openDestination, type SecretOptions } from '../secrets/open-destination.ts';
import {
  daysOrNever,
  deliver,
  type Lifetime,
  list,
  type NarrowingOptions,
  narrowingOf,
  open,
  present,
  reference,
  time,
  toDays,
  wholeNumber,
  withExamples,
  withNarrowing,
} from './context.ts';

type Token = Schemas['Token'];

const COLUMNS: readonly Column<Token>[] = [
  'id',
  'name',
  ['user', ({ user }) => user.user_id],
  'status',
  'expiration',
  'last_used',
  'hint',
];

export function tokensCommand(): Command {
  const tokens = new Command('tokens').description('manage service tokens and your personal tokens');
  withExamples(
    tokens,
    'tokens list --status Active --unused-since 90d',
    'tokens create production --user airflow_service_user@service --expires-in-days 90 --out airflow.token',
    'tokens update 4000000000 --scopes datastores:read --allowed-cidrs 203.0.113.0/24',
    'tokens rotate 4000000000 --overlap-hours 24 --out airflow.token',
    'tokens revoke 4000000000',
  );

  tokens
    .command('list')
    .description('list the service tokens, or with --mine your personal tokens')
    .option('--mine', 'your personal tokens')
    .option('--user <user>', 'the tokens of this Service User: user_id or id')
    .addOption(new Option('--status <status>').choices(['Active', 'Revoked', 'Expired', 'Compromised']))
    .option('--name <part>', 'with this text in the name')
    .option('--expires-before <time>', 'a time, or a number of days from now: 14d', timeAhead)
    .option('--unused-since <time>', 'a time, or so long ago: 90d', time)
    .action(async ({ mine, ...filter }: { mine?: boolean } & ServiceTokenOptions, command: Command) => {
      if (mine && Object.keys(filter).length > 0) throw new UsageError('--mine cannot be combined with filters.');
      const { api, output } = await open(command);
      output.list(await Array.fromAsync(mine ? personalTokens(api) : serviceTokens(api, filter)), COLUMNS);
    });
  tokens
    .command('get')
    .description('show a token')
    .argument('<token>', 'id', wholeNumber)
    .action(async (id: number, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.GET('/api/user-tokens/{id}', { params: { path: { id } } })));
    });
  const create = tokens
    .command('create')
    .description('create a token of a Service User, or without --user a personal token')
    .argument('<name>')
    .option('--user <user>', 'the Service User: user_id or id')
    .option('--expires-in-days <days>', 'the lifetime, or never; by default that of the token policy', daysOrNever)
    .option('--out <destination>', `${DESTINATIONS}; the file must not exist`)
    .option('--show-secret', 'prints the secret')
    .action(createToken);
  withNarrowing(create);
  const update = tokens
    .command('update')
    .description('change what a token may do, and where it may be used from')
    .argument('<token>', 'id', wholeNumber)
    .action(async (id: number, options: NarrowingOptions, command: Command) => {
      const { api, output } = await open(command);
      const request = { params: { path: { id } }, body: narrowingOf(options) };
      output.item(await bodyOf(api.PUT('/api/user-tokens/{id}', request)));
    });
  withNarrowing(update);
  tokens
    .command('rotate')
    .description('give a token a new secret; the previous one is accepted until the overlap ends')
    .argument('<token>', 'id, or self for the token in SERVICE_USERS_TOKEN')
    .option('--overlap-hours <hours>', 'how long the previous secret is accepted', wholeNumber)
    .option('--expires-in-days <days>', 'the lifetime from now, or never', daysOrNever)
    .option('--out <destination>', `${DESTINATIONS}, in place of an existing one`)
    .option('--show-secret', 'prints the secret')
    .action(rotateToken);
  for (const [name, revoke] of [
    ['revoke', true],
    ['restore', false],
  ] as const) {
    tokens
      .command(name)
      .description(revoke ? 'revoke a token, which is rejected from then on' : 'restore a revoked token')
      .argument('<token>', 'id', wholeNumber)
      .action(async (id: number, _: unknown, command: Command) => {
        const { api, output } = await open(command);
        const request = { params: { path: { id } }, body: { revoke } };
        output.item(await bodyOf(api.PUT('/api/user-tokens/{id}', request)));
      });
  }
  tokens
    .command('delete')
    .description('delete a token that is not active')
    .argument('<token>', 'id', wholeNumber)
    .action(async (id: number, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      await api.DELETE('/api/user-tokens/{id}', { params: { path: { id } } });
      output.note(`Deleted the token ${id}.`);
    });
  tokens
    .command('introspect')
    .description('show whether a token or session is valid; it is read from the standard input')
    .action(async (_: unknown, command: Command) => {
      const { api, output } = await open(command);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      output.item(await bodyOf(api.POST('/api/introspect', { body: { token: standardInput().trim() }, headers })));
    });
  tokens
    .command('report-leaked')
    .description('end every token and session in a text for good; the text is read from the standard input')
    .action(async (_: unknown, command: Command) => {
      const { api, output } = await open(command);
      const lines = list(standardInput().replaceAll('\n', ','));
      await api.POST('/api/leaked-tokens', { body: { tokens: [...lines] } });
      output.note('Reported. Each token in the text is now compromised.');
    });
  return tokens;
}

/** Secrets are not arguments, because other processes can read these. */
const standardInput = () => readFileSync(process.stdin.fd, 'utf8');

/** A number of days is ahead, because tokens expire in the future. */
function timeAhead(text: string): string {
  const [, days] = /^(\d+)d$/.exec(text) ?? [];
  return days === undefined ? time(text) : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}

interface ServiceTokenOptions {
  readonly user?: string;
  readonly status?: 'Active' | 'Revoked' | 'Expired' | 'Compromised';
  readonly name?: string;
  readonly expiresBefore?: string;
  readonly unusedSince?: string;
}

export function serviceTokens(api: Api, options: ServiceTokenOptions): AsyncGenerator<Token> {
  const { user, status, name, expiresBefore, unusedSince } = options;
  const query = present({ user_id: user, status, name, expires_before: expiresBefore, unused_since: unusedSince });
  return itemsOf((page) => api.GET('/api/user-tokens/service', { params: { query: { ...query, ...page } } }));
}

const personalTokens = (api: Api): AsyncGenerator<Token> =>
  itemsOf((page) => api.GET('/api/user-tokens', { params: { query: page } }));

interface CreateOptions extends SecretOptions, NarrowingOptions {
  readonly user?: string;
  readonly expiresInDays?: Lifetime;
}

async function createToken(name: string, options: CreateOptions, command: Command): Promise<void> {
  const { api, output } = await open(command);
  const { user, expiresInDays } = options;
  const body = {
    ...present({ name, user_id: user && reference(user), expires_in_days: toDays(expiresInDays) }),
    ...narrowingOf(options),
  };
  output.item(
    await deliver(await openDestination(options, false), () => bodyOf(api.POST('/api/user-tokens', { body }))),
  );
}

interface RotateOptions extends SecretOptions {
  readonly overlapHours?: number;
  readonly expiresInDays?: Lifetime;
}

async function rotateToken(token: string, options: RotateOptions, command: Command): Promise<void> {
  const { api, output } = await open(command);
  const { overlapHours, expiresInDays } = options;
  const body = present({ overlap_hours: overlapHours, expires_in_days: toDays(expiresInDays) });
  const request = { params: { path: { id: token === 'self' ? token : wholeNumber(token) } }, body } as const;
  output.item(
    await deliver(await openDestination(options, true), () =>
      bodyOf(api.POST('/api/user-tokens/{id}/rotate', request)),
    ),
  );
}
