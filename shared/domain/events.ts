// The events that subscribers receive about accounts: derived from the states before and after a write, without secrets.
import type { Account } from './account.ts';
import { type AuditEntry, accountChanges, type Change, federationPolicyChanges } from './audit.ts';
import { diffByKey } from './diff.ts';
import type { FederationPolicy } from './federation-policy.ts';
import { narrowingOf } from './narrowing.ts';
import type { Federation } from './principal.ts';
import { statusOf, type Token, type TokenStatus, type TokenType, typeOfTokens } from './token.ts';
import { toUserSummary, type User, type UserSummary } from './user.ts';

export type EventType =
  | `user.${'created' | 'updated' | 'role_changed' | 'deactivated' | 'reactivated' | 'owner_deactivated'}`
  | 'owner.notices'
  | `token.${'created' | 'revoked' | 'restored' | 'rotated' | 'narrowing_changed' | 'compromised' | 'retired_secret_used' | 'superseded_secret_rotation' | 'refused_address' | 'deleted'}`
  | `federation_policy.${'created' | 'updated' | 'deleted'}`
  | `federation.${'used' | 'refused'}`
  | `token.${'expiring' | 'expired' | 'unused' | 'unused_revocation'}`;

/** Field names are those on the wire. Times are ISO 8601 UTC. */
export interface AccountEvent {
  readonly type: EventType;
  /** The same for every delivery of the event. */
  readonly id: string;
  readonly at: string;
  /** The `version` of the account. It increases with every change and orders the events of one account. */
  readonly sequence: number;
  /** The `user_id` of the actor, and the request; null for events that only time causes. */
  readonly actor: string | null;
  readonly request_id: string | null;
  readonly user: UserSummary;
  /** For `user.owner_deactivated`: the person. For `owner.notices`: the person whom the notices are for. */
  readonly owner?: Owner;
  /** For the events that only time causes: the active owners of the account. */
  readonly owners?: readonly Owner[];
  /** For `token.*`. */
  readonly token?: EventToken;
  /** For `federation_policy.*`. */
  readonly federation_policy?: EventFederationPolicy;
  /** For `federation.*`: the policy, and the claim `sub` of the token that a workload sent. */
  readonly federation?: Federation;
  /** For `owner.notices`: the day (UTC), the notices of the day, at most 100, and how many there are. */
  readonly date?: string;
  readonly notices_total?: number;
  readonly notices?: readonly Pick<
    AccountEvent,
    'type' | 'at' | 'user' | 'token' | 'expires_in_days' | 'revoked_in_days'
  >[];
  /** For `token.expiring`: 30, 7 or 1. */
  readonly expires_in_days?: number;
  /** For `token.unused_revocation`: 30, 7 or 1. */
  readonly revoked_in_days?: number;
  /** For `user.updated`, `user.role_changed` and `federation_policy.updated`, by the name of the field. */
  readonly changes?: Readonly<Record<string, Change>>;
}

/** An owner of a Service User, with an address to write to. */
export type Owner = Pick<User, 'user_id' | 'email'>;

export function toOwner({ user_id, email }: User): Owner {
  return { user_id, email };
}

export interface EventToken extends Pick<Token, 'id' | 'name' | 'created' | 'created_by' | 'expiration' | 'last_used'> {
  readonly type: TokenType;
  readonly status: TokenStatus;
}

type EventFederationPolicy = Pick<
  FederationPolicy,
  'id' | 'version' | 'name' | 'issuer' | 'audience' | 'subject' | 'enabled'
>;

type EventContent = Pick<AccountEvent, 'type' | 'token' | 'federation_policy' | 'changes'>;

/** The actor, time and request of the last write of an account. */
export type Cause = Pick<AccountEvent, 'at' | 'actor' | 'request_id'>;

/** A write of an account, with the states before and after it. `before` is undefined when the write created the account. */
export interface AccountWrite {
  readonly before: Account | undefined;
  readonly after: Account;
  readonly cause: Cause;
}

/**
 * The request id of everything that a restore writes. A restore publishes no events: it brings back a state whose events
 * were published before, and subscribers read that state again.
 */
export const RESTORE_REQUEST_ID = 'restore';

/** The events of one write of an account, in the order of its steps; none when the write only records a use. */
export function eventsBetween(before: Account | undefined, after: Account, cause: Cause): AccountEvent[] {
  if (cause.request_id === RESTORE_REQUEST_ID) return [];
  const { user, version } = after;
  const contents = [
    ...userEvents(before, after),
    ...tokenEvents(before, after, new Date(cause.at)),
    ...federationPolicyEvents(before, after),
  ];
  return contents.map((content, index) => ({
    ...content,
    ...cause,
    id: `${user.id}-${version}-${index}`,
    sequence: version,
    user: toUserSummary(user),
  }));
}

/** Whether the write deactivated a person, who may own Service Users. */
export function deactivatesPerson(before: Account | undefined, { user }: Account): boolean {
  return user.user_type === 'Human' && user.deleted_at !== null && before?.user.deleted_at === null;
}

/** The owners that the write gave an active Service User. One of them may have been deactivated at the same time. */
export function addedOwners(before: Account | undefined, { user, ownership }: Account): string[] {
  if (user.deleted_at !== null) return [];
  return ownership.owners.filter((owner) => !before?.ownership.owners.includes(owner));
}

/**
 * The event about each active Service User of an owner who was deactivated (R2: nothing else happens to it). The id is the
 * same whether the deactivation of the owner or the addition of the owner causes it.
 */
export function ownerDeactivatedEvents(owner: Account, owned: readonly Account[], cause: Cause): AccountEvent[] {
  if (cause.request_id === RESTORE_REQUEST_ID) return [];
  const at = owner.user.deleted_at ?? cause.at;
  return owned.map(({ user, version }) => ({
    type: 'user.owner_deactivated',
    ...cause,
    at,
    id: `${owner.user.id}-${Date.parse(at)}-owned-${user.id}`,
    sequence: version,
    user: toUserSummary(user),
    owner: toOwner(owner.user),
  }));
}

/** The fields that `user.updated` reports. */
const UPDATED_FIELDS: readonly string[] = [
  'name',
  'email',
  'team_ids',
  'iam_principals',
  'owners',
  'purpose',
  'labels',
  'managed_by',
];

function userEvents(before: Account | undefined, after: Account): EventContent[] {
  if (before === undefined) return [{ type: 'user.created' }];
  const changes = accountChanges(before, after);
  const { role, deleted_at } = changes;
  const updated = Object.entries(changes).filter(([field]) => UPDATED_FIELDS.includes(field));
  const events: EventContent[] = [];
  if (updated.length > 0) events.push({ type: 'user.updated', changes: Object.fromEntries(updated) });
  if (role) events.push({ type: 'user.role_changed', changes: { role } });
  if (deleted_at) events.push({ type: deleted_at.to === null ? 'user.reactivated' : 'user.deactivated' });
  return events;
}

/** Deletions come first: a creation may have deleted expired tokens to make room. */
function tokenEvents(before: Account | undefined, after: Account, at: Date): EventContent[] {
  const pairs = diffByKey(before?.tokens ?? [], after.tokens, ({ id }) => id);
  const content = (type: EventType, token: Token) => ({ type, token: eventToken(token, after.user, at) });
  return [
    ...pairs.flatMap(([earlier, token]) => (earlier && !token ? [content('token.deleted', earlier)] : [])),
    ...pairs.flatMap(([earlier, token]) =>
      token ? tokenEventTypes(earlier, token).map((type) => content(type, token)) : [],
    ),
  ];
}

function tokenEventTypes(before: Token | undefined, after: Token): EventType[] {
  if (before === undefined) return ['token.created'];
  const rotated = after.generation !== before.generation;
  const types: EventType[] = [];
  if (rotated) types.push('token.rotated');
  if (!rotated && after.previous?.retired_use && !before.previous?.retired_use) types.push('token.retired_secret_used');
  if (narrowingOf(after) !== narrowingOf(before)) types.push('token.narrowing_changed');
  if (after.refused_address !== null && after.refused_address !== before.refused_address) {
    types.push('token.refused_address');
  }
  if (after.revoked_at !== null && before.revoked_at === null) types.push('token.revoked');
  if (after.revoked_at === null && before.revoked_at !== null) types.push('token.restored');
  if (after.compromised_at !== null && before.compromised_at === null) types.push('token.compromised');
  return types;
}

function federationPolicyEvents(before: Account | undefined, after: Account): EventContent[] {
  const [earlier, later] = [before?.federation_policies ?? [], after.federation_policies];
  return diffByKey(earlier, later, ({ id }) => id).flatMap(([old, policy]): EventContent[] => {
    if (policy === undefined) return old ? [federationPolicyEvent('deleted', old)] : [];
    if (old === undefined) return [federationPolicyEvent('created', policy)];
    const changes = federationPolicyChanges(old, policy);
    return Object.keys(changes).length > 0 ? [{ ...federationPolicyEvent('updated', policy), changes }] : [];
  });
}

function federationPolicyEvent(what: 'created' | 'updated' | 'deleted', policy: FederationPolicy): EventContent {
  const { id, version, name, issuer, audience, subject, enabled } = policy;
  const federation_policy = { id, version, name, issuer, audience, subject, enabled };
  return { type: `federation_policy.${what}`, federation_policy };
}

export function eventToken(token: Token, owner: Pick<User, 'user_type'>, at: Date): EventToken {
  const { id, name, created, created_by, expiration, last_used } = token;
  const status = statusOf(token, at);
  return { id, name, type: typeOfTokens(owner), status, created, created_by, expiration, last_used };
}

/**
 * The event of an audit entry about a rotation that a superseded secret attempted (R13). It is not derived from the account,
 * because an attempt does not write it: many attempts would keep an Admin from changing the account.
 */
export function supersededRotationEvent({ user, version }: Account, token: Token, entry: AuditEntry): AccountEvent {
  const { id, at, actor, request_id } = entry;
  return {
    type: 'token.superseded_secret_rotation',
    id: `${user.id}-audit-${id}`,
    at,
    sequence: version,
    actor: actor.user_id,
    request_id,
    user: toUserSummary(user),
    token: eventToken(token, user, new Date(at)),
  };
}

export interface FederationUse {
  readonly account: Pick<Account, 'version' | 'user'>;
  readonly policy: Pick<FederationPolicy, 'id' | 'name'>;
  readonly subject: string;
  readonly outcome: 'used' | 'refused';
  readonly request_id: string;
  readonly now: Date;
}

/** The event of an exchange by a federation policy, or of its rejection after a valid signature. */
export function federationEvent({ account, policy, subject, outcome, request_id, now }: FederationUse): AccountEvent {
  const { user, version } = account;
  return {
    type: `federation.${outcome}`,
    id: `${user.id}-federation-${policy.id}-${outcome}-${now.getTime()}`,
    at: now.toISOString(),
    sequence: version,
    actor: user.user_id,
    request_id,
    user: toUserSummary(user),
    federation: { policy_id: policy.id, policy: policy.name, subject },
  };
}
