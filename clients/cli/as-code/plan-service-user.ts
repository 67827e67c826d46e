// The changes of a Service User, its federation policies and its tokens.
import { randomUUID } from 'node:crypto';
import { present } from '../commands/context.ts';
import { comparable } from '../commands/named.ts';
import { type Api, bodyOf, type RequestBody, type Schemas } from '../connection/api.ts';
import { ApiProblem } from '../connection/problem.ts';
import { CommandError } from '../errors.ts';
import { openNamed } from '../secrets/open-destination.ts';
import { type ApplyContext, blocked, type Change, type Undelivered } from './change.ts';
import { deleteToken } from './delete-token.ts';
import { asSet, diffFields } from './diff.ts';
import { MANAGED_BY, type WantedFederationPolicy, type WantedServiceUser, type WantedToken } from './file-schema.ts';
import { principalKey, teamKey, userIdOf } from './keys.ts';
import { creation, updates } from './plan-resources.ts';
import type { State } from './state.ts';

/** Public is in the list of every account, whether the file names it or not. */
const withPublic = (teams: unknown) => asSet(teamKey)(Array.isArray(teams) ? [...teams, 'Public'] : teams);

export function planServiceUser(wanted: WantedServiceUser, state: State, undelivered: Undelivered): Change[] {
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
    ...tokens.flatMap((token) => planToken(token, userId, currentTokens.find(hasName(token.name)), undelivered)),
  ];
}

const hasName = (name: string) => (one: { readonly name: string }) => comparable(one.name) === comparable(name);

type Account = Omit<WantedServiceUser, 'user_id' | 'federation_policies' | 'tokens'>;

const identity = asSet((text) => text);
/** An empty text is none. */
const textOrNull = (text: unknown) => (text === '' ? null : text);
const ACCOUNT_FIELDS = {
  teams: withPublic,
  iam_principals: asSet(principalKey),
  owners: identity,
  purpose: textOrNull,
  managed_by: textOrNull,
};
const NARROWING_LISTS = { scopes: identity, allowed_cidrs: identity };

function planAccount(listed: Account, userId: string, current: Schemas['User'] | undefined): Change[] {
  const target = `Service User ${userId}`;
  const wanted = { managed_by: MANAGED_BY, ...listed };
  const { iam_principals: principals = [], ...account } = wanted;
  const path = { params: { path: { id: userId } } };
  if (current !== undefined) {
    const changes = diffFields(wanted, { ...current }, ACCOUNT_FIELDS);
    return updates({ target, audited: userId }, changes, ({ api }, body) =>
      api.PUT('/api/users/{id}', { ...path, body }),
    );
  }
  return [
    creation(target, async ({ api }) => {
      await api.POST('/api/users', { body: present(account) });
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
  const audited = { target, audited: userId, prefix: `federation_policies.${current.id}.` };
  return updates(audited, diffFields(wanted, current, NARROWING_LISTS), ({ api }, body) =>
    api.PUT('/api/users/{id}/federation-policies/{policy_id}', { ...path, body }),
  );
}

function planToken(
  wanted: WantedToken,
  userId: string,
  current: Schemas['Token'] | undefined,
  undelivered: Undelivered,
): Change[] {
  const target = `token ${wanted.name} of ${userId}`;
  const { secret } = wanted;
  const isUndelivered = undelivered.has(target);
  if (current !== undefined && current.status !== 'Active' && !undelivered.get(target)?.isDiscarded) {
    return [
      blocked(
        target,
        `It is ${current.status.toLowerCase()}. Delete it to get a new one, or remove it from the file: service-users tokens delete ${current.id}`,
      ),
    ];
  }
  if (current !== undefined && !isUndelivered) return planNarrowing(target, wanted, current);
  if (secret === undefined) return [blocked(target, 'It does not exist, and the file has no secret: for it.')];
  const apply = async (context: ApplyContext) => {
    if (context.undelivered.get(target)?.isDiscarded) await discardToken(target, current, context);
    await createToken(target, { ...wanted, secret }, userId, context);
  };
  return [{ action: 'create', target, details: [`secret: ${secret}`], apply }];
}

/** The lifetime of a token that exists is left as it is: it starts with the creation or the rotation. */
function planNarrowing(target: string, { scopes, allowed_cidrs }: WantedToken, current: Schemas['Token']): Change[] {
  const changes = diffFields(present({ scopes, allowed_cidrs }), current, NARROWING_LISTS);
  const audited = { target, audited: current.user.user_id, prefix: `tokens.${current.id}.` };
  return updates(audited, changes, ({ api }, body) =>
    api.PUT('/api/user-tokens/{id}', { params: { path: { id: current.id } }, body }),
  );
}

/**
 * Creates the token and delivers its secret. The key stays the same until the secret is delivered: if a response was lost, the
 * API returns the id of the token, which then gets a new secret. A token that another run has created keeps its secret, which
 * that run delivers. A token whose secret cannot be stored is deleted, so that the next round or run creates it.
 */
async function createToken(
  target: string,
  { secret, ...token }: WantedToken & { readonly secret: string },
  userId: string,
  context: ApplyContext,
): Promise<void> {
  const { api, folder, undelivered } = context;
  const destination = await openNamed(secret, { folder, replace: false });
  const { key } = undelivered.get(target) ?? { key: randomUUID() };
  undelivered.set(target, { key, isDiscarded: false });
  try {
    const issued = await issueToken(api, key, present({ ...token, user_id: userId }));
    await destination.save(issued.bearer_token).catch(async (error: Error) => {
      undelivered.set(target, { key, isDiscarded: true });
      await discardToken(target, issued, context);
      throw new CommandError(`Its secret could not be stored, and it was deleted again: ${error.message}`);
    });
    undelivered.delete(target);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'token_name_taken') undelivered.delete(target);
    throw error;
  } finally {
    destination.close();
  }
}

/** Deletes a token without a stored secret. The next one is created with another key. */
async function discardToken(
  target: string,
  token: Pick<Schemas['Token'], 'id' | 'active'> | undefined,
  { api, undelivered }: ApplyContext,
): Promise<void> {
  if (token !== undefined) await deleteToken(api, token);
  undelivered.delete(target);
}

async function issueToken(api: Api, key: string, body: RequestBody<'createToken'>): Promise<Schemas['IssuedToken']> {
  try {
    return await bodyOf(api.POST('/api/user-tokens', { params: { header: { 'Idempotency-Key': key } }, body }));
  } catch (error) {
    const created = error instanceof ApiProblem ? createdId(error) : undefined;
    if (created === undefined) throw error;
    // The first secret was lost with its response, so it is not in use.
    const request = { params: { path: { id: created } }, body: { overlap_hours: 0 } };
    return bodyOf(api.POST('/api/user-tokens/{id}/rotate', request));
  }
}

/** The id of what an earlier request with the same key has created. */
function createdId({ code, body }: ApiProblem): number | undefined {
  return code === 'already_created' ? (body as Schemas['AlreadyCreatedProblem']).id : undefined;
}
