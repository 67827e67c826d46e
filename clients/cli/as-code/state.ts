// What exists in the system: what the file can describe, and no more.
import { federationPolicies } from '../commands/federation.ts';
import { datastoresNamed, teamsNamed } from '../commands/named.ts';
import { serviceTokens } from '../commands/tokens.ts';
import { type Api, bodyOf, itemsOf, type Schemas } from '../connection/api.ts';
import { readAtOnce } from './read-at-once.ts';

export interface State {
  /** The `user_id` of the caller. */
  readonly caller: string;
  /** Without Public, which is built in. */
  readonly teams: readonly Schemas['Team'][];
  readonly datastores: readonly Schemas['Datastore'][];
  /** The Service Users by their `user_id`, deactivated ones included. */
  readonly users: ReadonlyMap<string, Schemas['User']>;
  /** The tokens by the `user_id` of their Service User. */
  readonly tokens: ReadonlyMap<string, readonly Schemas['Token'][]>;
  /** The federation policies by the `user_id` of their Service User. */
  readonly policies: ReadonlyMap<string, readonly Schemas['FederationPolicy'][]>;
}

const PUBLIC_TEAM = 'public';

/**
 * @param withPolicies - Whether the federation policies of a Service User are read, which takes a request for each.
 * @param progress - Is called before each of these requests.
 */
export async function readState(
  api: Api,
  withPolicies: (userId: string) => boolean,
  progress: (done: number, total: number) => void = () => {},
): Promise<State> {
  const [caller, teams, datastores, users, tokens] = await Promise.all([
    bodyOf(api.GET('/api/me')),
    Array.fromAsync(teamsNamed(api)),
    Array.fromAsync(datastoresNamed(api)),
    Array.fromAsync(serviceUsers(api)),
    Array.fromAsync(serviceTokens(api, {})),
  ]);
  const policies = new Map<string, Schemas['FederationPolicy'][]>();
  const wanted = users.map(({ user_id: userId }) => userId).filter(withPolicies);
  await readAtOnce(wanted, async (userId, done) => {
    progress(done, wanted.length);
    policies.set(userId, await Array.fromAsync(federationPolicies(api, userId)));
  });
  return {
    caller: caller.user_id,
    teams: teams.filter(({ name }) => name.toLowerCase() !== PUBLIC_TEAM),
    datastores,
    users: new Map(users.map((user) => [user.user_id, user])),
    tokens: Map.groupBy(tokens, ({ user }) => user.user_id),
    policies,
  };
}

const serviceUsers = (api: Api): AsyncGenerator<Schemas['User']> =>
  itemsOf((page) => api.GET('/api/users', { params: { query: { ...page, type: 'Service', include_deleted: true } } }));
