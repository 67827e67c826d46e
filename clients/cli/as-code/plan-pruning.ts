// The changes that remove what exists and is not in the file. What the file has no list of is left as it is.
import { comparable } from '../commands/named.ts';
import type { Schemas } from '../connection/api.ts';
import type { ApplyContext, Change } from './change.ts';
import { deleteToken } from './delete-token.ts';
import type { ServiceUsersFile, WantedServiceUser } from './file-schema.ts';
import { userIdOf } from './keys.ts';
import type { State } from './state.ts';

export function planPruning(file: ServiceUsersFile, state: State): Change[] {
  const { teams, datastores, service_users: users } = file;
  const surplusUsers = users ? [...state.users.values()].filter((user) => isSurplus(user, users, state.caller)) : [];
  return [
    ...(users ?? []).flatMap((user) => pruneCredentials(user, state)),
    ...surplusUsers.map(deactivation),
    ...surplus(state.datastores, datastores).map(({ id, name }) =>
      deletion(`datastore ${name}`, ({ api }) => api.DELETE('/api/datastores/{id}', { params: { path: { id } } })),
    ),
    ...surplus(state.teams, teams).map(({ id, name }) =>
      deletion(`team ${name}`, ({ api }) => api.DELETE('/api/teams/{id}', { params: { path: { id } } })),
    ),
  ];
}

/** The caller is left as it is, because it could not finish otherwise. */
function isSurplus(user: Schemas['User'], wanted: readonly WantedServiceUser[], caller: string): boolean {
  return user.deleted_at === null && user.user_id !== caller && !wanted.some((one) => userIdOf(one) === user.user_id);
}

interface Named {
  readonly name: string;
}

function surplus<Item extends Named>(existing: readonly Item[], wanted: readonly Named[] | undefined): Item[] {
  if (wanted === undefined) return [];
  const names = new Set(wanted.map(({ name }) => comparable(name)));
  return existing.filter(({ name }) => !names.has(comparable(name)));
}

function pruneCredentials(wanted: WantedServiceUser, state: State): Change[] {
  const userId = userIdOf(wanted);
  if (state.users.get(userId)?.deleted_at !== null) return [];
  const policies = surplus(state.policies.get(userId) ?? [], wanted.federation_policies);
  // An ended token gives no access, and is kept for its history.
  const active = (state.tokens.get(userId) ?? []).filter((token) => token.active);
  const tokens = surplus(active, wanted.tokens);
  return [
    ...policies.map(({ id, name }) =>
      deletion(`federation policy ${name} of ${userId}`, ({ api }) =>
        api.DELETE('/api/users/{id}/federation-policies/{policy_id}', {
          params: { path: { id: userId, policy_id: id } },
        }),
      ),
    ),
    ...tokens.map((token) => deletion(`token ${token.name} of ${userId}`, ({ api }) => deleteToken(api, token))),
  ];
}

/** A Service User with active tokens cannot be deactivated (R6). */
function deactivation({ user_id: userId }: Schemas['User']): Change {
  const path = { params: { path: { id: userId } } };
  return deletion(
    `Service User ${userId}`,
    async ({ api }) => {
      await api.POST('/api/users/{id}/revoke-tokens', path);
      await api.DELETE('/api/users/{id}', path);
    },
    'revokes its tokens and deactivates it',
  );
}

function deletion(target: string, request: (context: ApplyContext) => Promise<unknown>, ...details: string[]): Change {
  return { action: 'delete', target, details, apply: async (context) => void (await request(context)) };
}
