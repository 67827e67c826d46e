// Service tokens, which Admins manage, and personal tokens, which people manage themselves.
import { hashToken, hintOf, mintToken } from '../auth/bearer-token.ts';
import type { IssuedToken, ListResponse, TokenView } from '../contracts/responses.ts';
import type { NewToken, Rotation, ServiceTokenFilter, TokenUpdate } from '../contracts/user-tokens.ts';
import type { Account } from '../domain/account.ts';
import * as accountTokens from '../domain/account-tokens.ts';
import { type TokenRequest, tokenOf } from '../domain/account-tokens.ts';
import * as errors from '../domain/errors.ts';
import { DomainError } from '../domain/errors.ts';
import { supersededRotationEvent } from '../domain/events.ts';
import { assertSessionCurrent } from '../domain/governance.ts';
import type { Policy } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import { statusOf, type Token, typeOfTokens, workingPreviousSecret } from '../domain/token.ts';
import { isSelected } from '../domain/token-selection.ts';
import type { User } from '../domain/user.ts';
import { log } from '../telemetry/log.ts';
import { count } from '../telemetry/metrics.ts';
import { auditEntries } from './audit-entries.ts';
import { changeAccount, type Step } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import { findAccount } from './find-account.ts';
import { createOnce, type RecordCreation } from './idempotency.ts';
import { mapped, type Paging, pageOf, type Source, sourceOf } from './listing.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { OwnedToken } from './ports/queries.ts';
import type { Caller } from './ports/request-context.ts';
import { presentUserSummary } from './present-user.ts';

const DELETE_EXPIRED: Step = { action: 'token.deleted', apply: accountTokens.deleteExpiredTokens };

/**
 * Creates a token for a Service User (Admins), or a personal token for the caller (people).
 *
 * @param key - The idempotency key, if the client sent one.
 */
export function createToken(ports: Ports, caller: Caller, wanted: NewToken, key?: string): Promise<IssuedToken> {
  const request = { operation: 'create-token', request: wanted, key };
  return createOnce(ports, caller, request, (record) => createTokenOf(ports, caller, wanted, record));
}

async function createTokenOf(
  ports: Ports,
  caller: Caller,
  wanted: NewToken,
  record: RecordCreation | undefined,
): Promise<IssuedToken> {
  const owner = await ownerOfNewToken(ports, caller, wanted.user_id);
  const policy = await ports.policies.current();
  const { token: id } = await ports.ids.next('token');
  const issued = issueToken(ports, caller, owner.user, id, { ...wanted, policy });
  return changeAccount(ports, caller, owner, {
    steps: [DELETE_EXPIRED, issued.step],
    present: async (account) => presentIssued(account, id, issued.plaintext, ports.now()),
    idempotency: record && ((now) => record(id, now)),
  });
}

/** @param userId - The `id` or the `user_id` of a Service User; undefined for the caller. */
async function ownerOfNewToken(ports: Ports, caller: Caller, userId: NewToken['user_id']): Promise<Account> {
  const { principal } = caller;
  if (userId === undefined) {
    assertMayIssuePersonalToken(principal);
    return findAccount(ports, caller, 'me');
  }
  if (principal.role !== 'Admin') throw errors.roleRequired(['Admin']);
  const owner = await findAccount(ports, caller, String(userId));
  assertNotOwnServiceToken(principal, owner.user.id);
  if (owner.user.user_type !== 'Service') throw errors.notAServiceUser();
  return owner;
}

/**
 * A personal token is created, restored and rotated in an interactive session only, never by another token (R9).
 *
 * @throws DomainError `human_required` (R14); `interactive_session_required`.
 */
function assertMayIssuePersonalToken({ user_type, authenticated_by }: Principal): void {
  if (user_type === 'Service') throw errors.humanRequired('create tokens for itself');
  if (authenticated_by !== 'oidc') throw errors.interactiveSessionRequired();
}

/** @throws DomainError `human_required`: a Service User gives itself no further credential (R14). */
function assertNotOwnServiceToken(principal: Principal, ownerId: number): void {
  if (principal.user_type === 'Service' && principal.id === ownerId) {
    throw errors.humanRequired('create, restore or rotate other tokens for itself');
  }
}

/** Asserts that the caller may get a secret of the owner's token, or bring it back: R9 and R14. */
function assertMayIssue(principal: Principal, owner: User): void {
  if (owner.user_type === 'Human') assertMayIssuePersonalToken(principal);
  else assertNotOwnServiceToken(principal, owner.id);
}

/** The plaintext of a new token, and the step that adds its record to the account. */
export function issueToken(
  ports: Ports,
  caller: Caller,
  owner: Pick<User, 'id' | 'user_type'>,
  id: number,
  wanted: Pick<TokenRequest, 'name' | 'expires_in_days' | 'scopes' | 'allowed_cidrs' | 'policy'>,
): { plaintext: string; step: Step } {
  const { plaintext, hash, hint } = newSecret(ports, owner, id);
  const { name, expires_in_days, scopes, allowed_cidrs, policy } = wanted;
  const created_by = caller.principal.user_id;
  const record = { id, name, hash, hint, expires_in_days, scopes, allowed_cidrs, policy, created_by };
  const apply = (current: Account, now: Date) => {
    assertSessionCurrent(caller.principal, current);
    return accountTokens.addToken(current, record, now);
  };
  return { plaintext, step: { action: 'token.created', apply } };
}

/** A new plaintext, and the parts of it that are stored. */
function newSecret(ports: Ports, owner: Pick<User, 'id' | 'user_type'>, tokenId: number) {
  const plaintext = mintToken({
    account_id: owner.id,
    token_id: tokenId,
    type: typeOfTokens(owner),
    prefix: ports.tokenPrefix,
    random: ports.randomBytes(32),
  });
  return { plaintext, hash: hashToken(plaintext), hint: hintOf(plaintext) };
}

export async function listPersonalTokens(
  ports: Ports,
  caller: Caller,
  paging: Paging,
): Promise<ListResponse<TokenView>> {
  const own = await ports.accounts.byId(caller.principal.id);
  const view = mapped(
    tokensOf(own, () => true),
    (owned) => present(owned, ports.now()),
  );
  return pageOf(view, paging, 'personal-tokens');
}

export async function listServiceTokens(ports: Ports, filter: ServiceTokenFilter): Promise<ListResponse<TokenView>> {
  const { page, size, cursor, ...query } = filter;
  const { user_id, ...conditions } = query;
  const selected = { ...conditions, now: ports.now() };
  const source =
    user_id === undefined
      ? ports.directory.serviceTokens(selected)
      : tokensOf(await serviceAccount(ports, user_id), (token) => isSelected(token, selected));
  const view = mapped(source, (owned) => present(owned, ports.now()));
  return pageOf(view, { page, size, cursor }, JSON.stringify(['service-tokens', query]));
}

/** The Service User with this `id` or `user_id`. */
async function serviceAccount({ accounts }: Ports, id: number | string): Promise<Account | undefined> {
  const found = await (typeof id === 'number' ? accounts.byId(id) : accounts.byUserId(id));
  return found?.user.user_type === 'Service' ? found : undefined;
}

function tokensOf(owner: Account | undefined, selects: (token: Token) => boolean): Source<OwnedToken> {
  const owned = owner?.tokens.filter(selects).map((token) => ({ token, user: owner.user })) ?? [];
  return sourceOf(owned, ({ token }) => token.id);
}

export async function getToken(ports: Ports, caller: Caller, id: string): Promise<TokenView> {
  const { owner, tokenId } = await findManagedToken(ports, caller, id);
  return presentToken(owner, tokenId, ports.now());
}

/** Revokes or restores a token, or changes what narrows it. */
export async function updateToken(ports: Ports, caller: Caller, id: string, update: TokenUpdate): Promise<TokenView> {
  const { owner, tokenId } = await findManagedToken(ports, caller, id);
  if (update.revoke !== true) assertMayIssue(caller.principal, owner.user);
  return changeAccount(ports, caller, owner, {
    steps: [await stepOf(ports, caller, tokenId, update)],
    present: async (account) => presentToken(account, tokenId, ports.now()),
  });
}

async function stepOf(
  ports: Ports,
  caller: Caller,
  tokenId: number,
  { revoke, ...narrowing }: TokenUpdate,
): Promise<Step> {
  if (revoke === true) return revocationOf(tokenId);
  const policy = await ports.policies.current();
  return revoke === false ? restorationOf(caller, tokenId, policy) : narrowingOf(tokenId, narrowing, policy);
}

function revocationOf(tokenId: number): Step {
  return { action: 'token.revoked', apply: (current, now) => accountTokens.revokeToken(current, tokenId, now) };
}

function restorationOf(caller: Caller, tokenId: number, policy: Policy): Step {
  return {
    action: 'token.restored',
    apply: (current, now) => {
      assertSessionCurrent(caller.principal, current);
      return accountTokens.restoreToken(current, tokenId, policy, now);
    },
  };
}

function narrowingOf(tokenId: number, narrowing: Omit<TokenUpdate, 'revoke'>, policy: Policy): Step {
  return {
    action: 'token.narrowing_changed',
    apply: (current) => accountTokens.changeNarrowing(current, tokenId, narrowing, policy),
  };
}

/**
 * Gives a token a new secret. The secret before works until the overlap ends. The token rotates itself (`self`, or its own
 * id), an Admin rotates a service token, or the owner rotates a personal token in an interactive session.
 */
export async function rotateToken(ports: Ports, caller: Caller, id: string, rotation: Rotation): Promise<IssuedToken> {
  const { tokenId, bySecret, ...found } = await findRotatedToken(ports, caller, id);
  const owner = await awaitTurn(ports, found.owner, tokenId, bySecret);
  const { plaintext, hash, hint } = newSecret(ports, owner.user, tokenId);
  const { overlap_hours, expires_in_days } = rotation ?? {};
  const policy = await ports.policies.current();
  const change = { hash, hint, bySecret, overlap_hours, expires_in_days, policy };
  const apply = (current: Account, now: Date) => {
    assertSessionCurrent(caller.principal, current);
    return accountTokens.rotateToken(current, tokenId, change, now);
  };
  try {
    return await changeAccount(ports, caller, owner, {
      steps: [{ action: 'token.rotated', apply }],
      present: async (account) => presentIssued(account, tokenId, plaintext, ports.now()),
    });
  } catch (error) {
    const isSuperseded = error instanceof DomainError && error.code === 'secret_superseded';
    if (isSuperseded) await recordSupersededRotation(ports, caller, owner, tokenId);
    throw error;
  }
}

/** Concurrent self-rotations that wait for the end of a pause continue at random times within this one. */
const TURN_SPREAD_MS = 300;

/** Waits for the end of the pause after many self-rotations. @returns the account as it is then */
async function awaitTurn(ports: Ports, owner: Account, tokenId: number, bySecret: number | null): Promise<Account> {
  const delay = bySecret === null ? 0 : accountTokens.selfRotationDelay(tokenOf(owner, tokenId), bySecret, ports.now());
  if (delay === 0) return owner;
  await ports.sleep(delay + ports.random() * TURN_SPREAD_MS);
  return findOwner(ports, tokenId);
}

async function findRotatedToken(
  ports: Ports,
  caller: Caller,
  id: string,
): Promise<{ owner: Account; tokenId: number; bySecret: number | null }> {
  const { principal } = caller;
  const { token_id, token_generation } = principal;
  if (token_id !== null && (id === 'self' || id === String(token_id))) {
    return { owner: await findOwner(ports, token_id), tokenId: token_id, bySecret: token_generation };
  }
  const found = await findManagedToken(ports, caller, id);
  assertMayIssue(principal, found.owner.user);
  return { ...found, bySecret: null };
}

/** Counts the attempt, and writes it to the audit log, which also publishes it. The request is rejected in any case. */
async function recordSupersededRotation(ports: Ports, caller: Caller, owner: Account, tokenId: number): Promise<void> {
  const { user_id: target } = owner.user;
  count('SupersededSecretRotations', { user_id: target, token_id: tokenId });
  const action = 'token.superseded_secret_rotation';
  const entries = () => {
    const now = ports.now();
    const changes = { [`tokens.${tokenId}.superseded_secret_rotation`]: { from: null, to: now.toISOString() } };
    return auditEntries(ports, caller, now, [{ action, target, changes }]).map((entry) => ({
      ...entry,
      event: supersededRotationEvent(owner, tokenOf(owner, tokenId), entry),
    }));
  };
  try {
    await ports.auditLog.append(entries);
  } catch (cause) {
    const fields = { user_id: target, token_id: tokenId, cause: (cause as Error).name };
    log('WARN', 'the rotation attempt by a superseded secret was not recorded', fields);
  }
}

export async function deleteToken(ports: Ports, caller: Caller, id: string): Promise<void> {
  const { owner, tokenId } = await findManagedToken(ports, caller, id);
  const apply = (current: Account, now: Date) => accountTokens.deleteToken(current, tokenId, now);
  await changeAccount(ports, caller, owner, { steps: [{ action: 'token.deleted', apply }], present: identity });
}

/**
 * The token with this id, if the caller manages it: Admins manage service tokens (R1: others get 403), and each person
 * manages their personal tokens (R9: others, Admins included, get 404).
 */
async function findManagedToken(
  ports: Ports,
  { principal }: Caller,
  id: string,
): Promise<{ owner: Account; tokenId: number }> {
  const tokenId = pathId(id);
  if (tokenId === undefined) throw errors.notFound('token');
  const owner = await findOwner(ports, tokenId);
  if (owner.user.user_type === 'Service' && principal.role !== 'Admin') throw errors.roleRequired(['Admin']);
  if (owner.user.user_type === 'Human' && owner.user.id !== principal.id) throw errors.notFound('token');
  return { owner, tokenId };
}

async function findOwner(ports: Ports, tokenId: number): Promise<Account> {
  const owner = await ports.accounts.byTokenId(tokenId);
  if (owner === undefined) throw errors.notFound('token');
  tokenOf(owner, tokenId);
  return owner;
}

export function presentIssued(owner: Account, tokenId: number, plaintext: string, now: Date): IssuedToken {
  return { ...presentToken(owner, tokenId, now), bearer_token: plaintext };
}

export function presentTokens({ tokens, user }: Account, now: Date): TokenView[] {
  return tokens.map((token) => present({ token, user }, now));
}

function presentToken(owner: Account, tokenId: number, now: Date): TokenView {
  return present({ token: tokenOf(owner, tokenId), user: owner.user }, now);
}

function present({ token, user }: OwnedToken, now: Date): TokenView {
  const status = statusOf(token, now);
  const previous = workingPreviousSecret(token, now);
  return {
    id: token.id,
    name: token.name,
    type: typeOfTokens(user),
    status,
    active: status === 'Active',
    created: token.created,
    created_by: token.created_by,
    lifetime_days: token.lifetime_days,
    expiration: token.expiration,
    last_used: token.last_used,
    scopes: token.scopes,
    allowed_cidrs: token.allowed_cidrs,
    hint: token.hint,
    ...(previous && { previous_secret_expires: previous.expires, previous_secret_last_used: previous.last_used }),
    user: presentUserSummary(user),
  };
}
