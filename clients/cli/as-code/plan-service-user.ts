// The changes of a Service User, its federation policies and its tokens.
import { resolve } from 'node:path';
import { present } from '../commands/context.ts';
import { comparable } from '../commands/named.ts';
import { bodyOf, type RequestBody, type Schemas } from '../connection/api.ts';
import { ApiProblem } from '../connection/problem.ts';
import { openFile } from '../output/secret-destination.ts';
import { type ApplyContext, blocked, type Change } from './change.ts';
import { asSet, diffFields } from './diff.ts';
import type { WantedFederationPolicy, WantedServiceUser, WantedToken } from './file-schema.ts';
import { principalKey, teamKey, userIdOf } from './keys.ts';
import { creation, updates } from './plan-resources.ts';
import type { State } from './state.ts';

/** Public is in the list of every account, whether the file names it or not. */
const withPublic = (teams: unknown) => asSet(teamKey)(Array.isArray(teams) ? [...teams, 'Public'] : teams);

export function planServiceUser(wanted: WantedServiceUser, state: State, lostSecrets: ReadonlySet<string>): Change[] {
  const userId = userIdOf(wanted);
  const target = `Service User ${userId}`;
  const current = state.users.get(userId);
  const { user_id: _, federation_policies: policies = [], tokens = [], ...account } = wanted;
  if (current !== undefined && current.deleted_at !== null) {
    return [
      blocked(
        target,
        `It is deactivated. Reactivate it, or remove it from the file: service-users users reactivate ${userId}`,
      ),
    ];
  }
  const currentPolicies = state.policies.get(userId) ?? [];
  const currentTokens = state.tokens.get(userId) ?? [];
  return [
    ...planAccount(account, userId, current),
    ...policies.flatMap((policy) => planPolicy(policy, userId, currentPolicies.find(hasName(policy.name)))),
    ...tokens.flatMap((token) => planToken(token, userId, currentTokens.find(hasName(token.name)), lostSecrets)),
  ];
}

const hasName = (name: string) => (one: { readonly name: string }) => comparable(one.name) === comparable(name);

type Account = Omit<WantedServiceUser, 'user_id' | 'federation_policies' | 'tokens'>;

function planAccount(wanted: Account, userId: string, current: Schemas['User'] | undefined): Change[] {
  const target = `Service User ${userId}`;
  const { name, role, teams, iam_principals: principals = [] } = wanted;
  const path = { params: { path: { id: userId } } };
  if (current !== undefined) {
    const changes = diffFields(wanted, { ...current }, { teams: withPublic, iam_principals: asSet(principalKey) });
    return updates(target, changes, ({ api }, body) => api.PUT('/api/users/{id}', { ...path, body }));
  }
  return [
    creation(target, async ({ api }) => {
      await api.POST('/api/users', { body: present({ name, role, teams }) });
      if (principals.length > 0) await api.PUT('/api/users/{id}', { ...path, body: { iam_principals: principals } });
    }),
  ];
}

function planPolicy(
  wanted: WantedFederationPolicy,
  userId: string,
  current: Schemas['FederationPolicy'] | undefined,
): Change[] {
  const target = `federation policy ${wanted.name} of ${userId}`;
  if (current === undefined) {
    const body = wanted as RequestBody<'createFederationPolicy'>;
    const path = { params: { path: { id: userId } } };
    return [creation(target, ({ api }) => api.POST('/api/users/{id}/federation-policies', { ...path, body }))];
  }
  const path = { params: { path: { id: userId, policy_id: current.id } } };
  return updates(target, diffFields(wanted, current), ({ api }, body) =>
    api.PUT('/api/users/{id}/federation-policies/{policy_id}', { ...path, body }),
  );
}

function planToken(
  wanted: WantedToken,
  userId: string,
  current: Schemas['Token'] | undefined,
  lostSecrets: ReadonlySet<string>,
): Change[] {
  const target = `token ${wanted.name} of ${userId}`;
  const { secret } = wanted;
  if (current !== undefined && current.status !== 'Active') {
    return [
      blocked(
        target,
        `It is ${current.status.toLowerCase()}. Delete it to get a new one, or remove it from the file: service-users tokens delete ${current.id}`,
      ),
    ];
  }
  if (current !== undefined && !lostSecrets.has(target)) return [];
  if (secret === undefined) return [blocked(target, 'It does not exist, and the file has no secret: for it.')];
  const issue = current === undefined ? createToken(wanted, userId) : rotateToken(current.id);
  const details = [`secret: ${secret}`];
  return [{ action: 'create', target, details, apply: (context) => deliverSecret(target, secret, issue, context) }];
}

type Issue = (context: ApplyContext) => Promise<Schemas['IssuedToken']>;

function createToken({ name, expires_in_days: days }: WantedToken, userId: string): Issue {
  const body = present({ name, user_id: userId, expires_in_days: days });
  return ({ api }) => bodyOf(api.POST('/api/user-tokens', { body }));
}

/** The first secret is accepted until the overlap ends: it may have been that of another run, which needs it. */
function rotateToken(id: number): Issue {
  return ({ api }) => bodyOf(api.POST('/api/user-tokens/{id}/rotate', { params: { path: { id } } }));
}

async function deliverSecret(target: string, secret: string, issue: Issue, context: ApplyContext): Promise<void> {
  const path = resolve(context.folder, secret.replace(/^file:/, ''));
  const destination = openFile(path, false);
  try {
    const { bearer_token: issued } = await issue(context);
    context.lostSecrets.add(target);
    destination.save(issued);
    context.lostSecrets.delete(target);
  } catch (error) {
    if (error instanceof ApiProblem && error.outcomeIsUnknown) context.lostSecrets.add(target);
    throw error;
  } finally {
    destination.close();
  }
}
