// service-users users
import { Command, Option } from 'commander';
import { type Api, bodyOf, itemsOf, type RequestBody, type Schemas } from '../connection/api.ts';
import { UsageError } from '../errors.ts';
import type { Column } from '../output/output.ts';
import { DESTINATIONS, openDestination, type SecretOptions } from '../secrets/open-destination.ts';
import {
  daysOrNever,
  deliver,
  type Lifetime,
  labels,
  list,
  type NarrowingOptions,
  narrowingOf,
  open,
  present,
  reference,
  toDays,
  withExamples,
  withNarrowing,
} from './context.ts';

type User = Schemas['User'];

const COLUMNS: readonly Column<User>[] = [
  'user_id',
  'name',
  ['type', ({ user_type }) => user_type],
  'role',
  'teams',
  'last_login',
  ['status', ({ deleted_at }) => (deleted_at === null ? 'Active' : 'Deactivated')],
];

/** The options for what people state about a Service User. */
const withOwnership = (command: Command) =>
  command
    .option('--owners <user_ids>', 'the people who are responsible; "" for none', list)
    .option('--purpose <text>', 'what the Service User is for; "" for none')
    .option('--labels <labels>', 'as key=value, in place of the current ones; "" for none', labels)
    .option('--managed-by <text>', 'the tool that manages the Service User; "" for none');

interface OwnershipOptions {
  readonly owners?: string[];
  readonly purpose?: string;
  readonly labels?: Record<string, string>;
  readonly managedBy?: string;
}

const ownershipOf = ({ owners, purpose, labels: labelled, managedBy }: OwnershipOptions) =>
  present({ owners, purpose, labels: labelled, managed_by: managedBy });

const roles = () => new Option('--role <role>').choices(['Admin', 'Manager', 'Member'] as const);

export function usersCommand(): Command {
  const users = new Command('users').description('manage Service Users and people');
  withExamples(
    users,
    'users list --type Service --role Admin',
    'users create "Airflow Service User" --teams Data --token production --out airflow.token',
    'users update airflow_service_user@service --iam-principals arn:aws:iam::123456789012:role/airflow',
    'users preview-deactivation airflow_service_user@service',
  );

  users
    .command('list')
    .description('list the users')
    .addOption(new Option('--type <type>').choices(['Service', 'Human']))
    .addOption(roles())
    .option('--name <part>', 'with this text in the name')
    .option('--team <name>', 'the members of this team')
    .option('--owner <user>', 'the Service Users of this person: user_id or id, or me')
    .option('--label <label>', 'with this label: key, or key=value')
    .option('--include-deleted', 'deactivated users as well')
    .option('--only-deleted', 'deactivated users only')
    .addOption(new Option('--sort <field>').choices(['name', 'created', 'role', 'last_login']))
    .option('--desc', 'in descending order')
    .action(async (options: ListOptions, command: Command) => {
      const { api, output } = await open(command);
      output.list(await Array.fromAsync(listUsers(api, options)), COLUMNS);
    });
  users
    .command('get')
    .description('show a user')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.GET('/api/users/{id}', userPath(user))));
    });
  const create = users
    .command('create')
    .description('create a Service User, or with --email a person')
    .argument('<name>')
    .addOption(roles())
    .option('--teams <names>', 'its teams besides Public', list)
    .option('--email <address>', 'creates a person who logs in with this address')
    .option('--token <name>', 'creates a first token, whose secret goes to --out')
    .option('--expires-in-days <days>', 'the lifetime of the token, or never', daysOrNever)
    .option('--out <destination>', DESTINATIONS)
    .option('--show-secret', 'prints the secret')
    .action(createUser);
  withNarrowing(withOwnership(create));
  const update = users
    .command('update')
    .description('change a user')
    .argument('<user>', 'user_id or id')
    .option('--name <name>')
    .addOption(roles())
    .option('--teams <names>', 'the teams, in place of the current ones', list)
    .option('--iam-principals <arns>', 'the IAM roles and users, in place of the current ones; "" for none', list)
    .action(async (user: string, options: UpdateOptions, command: Command) => {
      const { api, output } = await open(command);
      const { name, role, teams, iamPrincipals } = options;
      const account = present({ name, role, teams, iam_principals: iamPrincipals });
      const body = { ...account, ...ownershipOf(options) };
      output.item(await bodyOf(api.PUT('/api/users/{id}', { ...userPath(user), body })));
    });
  withOwnership(update);
  users
    .command('deactivate')
    .description('deactivate a user, whose credentials are then rejected')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      await api.DELETE('/api/users/{id}', userPath(user));
      output.note(`Deactivated ${user}.`);
    });
  users
    .command('preview-deactivation')
    .description('show what blocks the deactivation of a user, and what would lose access')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.GET('/api/users/{id}/deactivation-preview', userPath(user))));
    });
  users
    .command('reactivate')
    .description('reactivate a user; its tokens stay revoked')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.POST('/api/users/{id}/reactivate', userPath(user))));
    });
  users
    .command('revoke-tokens')
    .description('revoke all tokens of a user and end its sessions')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.POST('/api/users/{id}/revoke-tokens', userPath(user))));
    });
  users
    .command('unlink-identity')
    .description('unlink a person from the identity at the OIDC issuer')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      await api.DELETE('/api/users/{id}/identity', userPath(user));
      output.note(`Unlinked the identity of ${user}.`);
    });
  return users;
}

const userPath = (user: string) => ({ params: { path: { id: reference(user) } } });

interface ListOptions {
  readonly type?: User['user_type'];
  readonly role?: User['role'];
  readonly name?: string;
  readonly team?: string;
  readonly owner?: string;
  readonly label?: string;
  readonly includeDeleted?: boolean;
  readonly onlyDeleted?: boolean;
  readonly sort?: 'name' | 'created' | 'role' | 'last_login';
  readonly desc?: boolean;
}

function listUsers(api: Api, { includeDeleted, onlyDeleted, desc, ...filter }: ListOptions): AsyncGenerator<User> {
  const query = {
    ...filter,
    ...(includeDeleted && { include_deleted: true }),
    ...(onlyDeleted && { only_deleted: true }),
    ...(desc && { sort_dir: 'desc' as const }),
  };
  return itemsOf((page) => api.GET('/api/users', { params: { query: { ...query, ...page } } }));
}

interface UpdateOptions extends OwnershipOptions {
  readonly name?: string;
  readonly role?: User['role'];
  readonly teams?: string[];
  readonly iamPrincipals?: string[];
}

interface CreateOptions extends SecretOptions, OwnershipOptions, NarrowingOptions {
  readonly role?: User['role'];
  readonly teams?: string[];
  readonly email?: string;
  readonly token?: string;
  readonly expiresInDays?: Lifetime;
}

/** Whether an option concerns the first token. */
const isForToken = ({ out, showSecret, expiresInDays, scopes, allowedCidrs }: CreateOptions) =>
  [out, showSecret, expiresInDays, scopes, allowedCidrs].some((option) => option !== undefined);

async function createUser(name: string, options: CreateOptions, command: Command): Promise<void> {
  const { role, teams, email, token: tokenName, expiresInDays } = options;
  if (tokenName === undefined && isForToken(options)) {
    throw new UsageError(
      '--expires-in-days, --scopes, --allowed-cidrs, --out and --show-secret are for the first token: add --token <name>.',
    );
  }
  const { api, output } = await open(command);
  const person = email === undefined ? {} : { email, user_type: 'Human' as const };
  const account = { ...present({ name, role, teams }), ...person, ...ownershipOf(options) };
  const create = (body: RequestBody<'createUser'>) => bodyOf(api.POST('/api/users', { body }));
  if (tokenName === undefined) return output.item(await create(account));
  const token = { ...present({ name: tokenName, expires_in_days: toDays(expiresInDays) }), ...narrowingOf(options) };
  let user: Schemas['CreatedUser'] | undefined;
  const issued = await deliver(await openDestination(options, false), async () => {
    user = await create({ ...account, token });
    if (user.token === undefined) throw new Error('The response has no token.');
    return user.token;
  });
  output.item({ ...user, token: issued });
}
