// The audit log: who changed what, when and from where. An entry is derived from the difference of two states, so that no
// change can be left out, and no secret is among the fields that are compared (R11, R12).
import type { Account } from './account.ts';
import { diffByKey } from './diff.ts';
import type { FederationPolicy } from './federation-policy.ts';
import type { Narrowing } from './narrowing.ts';
import { type Ownership, statedOwnership } from './ownership.ts';
import { AUTHENTICATED_BY, type Federation } from './principal.ts';
import type { Token } from './token.ts';
import { USER_TYPES, type User } from './user.ts';

export const AUDIT_ACTIONS = [
  'user.created',
  'user.updated',
  'user.deactivated',
  'user.reactivated',
  'user.tokens_revoked',
  'user.identity_linked',
  'user.identity_unlinked',
  'user.logged_in',
  'user.logged_out',
  'token.created',
  'token.revoked',
  'token.restored',
  'token.rotated',
  'token.narrowing_changed',
  'token.compromised',
  'token.retired_secret_used',
  'token.superseded_secret_rotation',
  'token.refused_address',
  'token.deleted',
  'session.compromised',
  'federation_policy.created',
  'federation_policy.updated',
  'federation_policy.deleted',
  'team.created',
  'team.updated',
  'team.deleted',
  'datastore.created',
  'datastore.updated',
  'datastore.deleted',
  'policy.updated',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Actions whose entries contain an event: they are about requests that changed nothing. */
export const PUBLISHED_ACTIONS = ['token.superseded_secret_rotation'] as const satisfies AuditAction[];

/** Besides accounts: `System` is the deployment itself, or an anonymous request. */
export const ACTOR_TYPES = [...USER_TYPES, 'System'] as const;
export const ACTOR_PROOFS = [...AUTHENTICATED_BY, 'deployment', 'plaintext', 'policy'] as const;

export interface Actor {
  readonly user_id: string;
  readonly user_type: (typeof ACTOR_TYPES)[number];
  readonly authenticated_by: (typeof ACTOR_PROOFS)[number];
  /** ARN of the session that signed the request. */
  readonly iam_arn?: string;
  /** How a workload got the session that made the request. */
  readonly federation?: Federation;
}

/** The deployment, which creates the first Admin. */
export const DEPLOYMENT: Actor = { user_id: 'system', user_type: 'System', authenticated_by: 'deployment' };

/** The token policy, which revokes unused tokens. */
export const POLICY_ENFORCEMENT: Actor = { user_id: 'system', user_type: 'System', authenticated_by: 'policy' };

/** An anonymous request that presents the plaintext of a token without being authenticated by it. */
export const ANONYMOUS_REPORTER: Actor = {
  user_id: 'anonymous',
  user_type: 'System',
  authenticated_by: 'plaintext',
};

export interface Change {
  readonly from: unknown;
  readonly to: unknown;
}

export interface AuditEntry {
  /** Increases with time: milliseconds since 2024 in the upper 41 bits, 12 random bits below. */
  readonly id: number;
  readonly at: string;
  readonly actor: Actor;
  readonly action: AuditAction;
  /** What was changed: the `user_id` of an account, `team:<id>`, `datastore:<id>` or `policy`. */
  readonly target: string;
  /**
   * By the path of the field, such as `role`, `tokens.7`, `tokens.7.revoked_at` or `federation_policies.3.enabled`. An entry with `team_ids` also has
   * `teams`: the names of the teams at that time.
   */
  readonly changes: Readonly<Record<string, Change>>;
  readonly request_id: string;
  readonly source_ip: string;
}

const ID_EPOCH = Date.UTC(2024, 0, 1);
const IDS_PER_MILLISECOND = 4096;
/** The entries of one change have consecutive ids within the same millisecond. */
const MAX_ENTRIES = 16;

/**
 * The id of an entry written at `now`. Two ids of the same millisecond may collide; the write that finds its id taken is
 * then repeated with another one.
 *
 * @param random - In [0, 1).
 */
export function auditEntryId(now: Date, random: number): number {
  return (now.getTime() - ID_EPOCH) * IDS_PER_MILLISECOND + Math.floor(random * (IDS_PER_MILLISECOND - MAX_ENTRIES));
}

const USER_FIELDS = [
  'user_id',
  'user_type',
  'name',
  'email',
  'role',
  'team_ids',
  'iam_principals',
  'deleted_at',
] as const satisfies (keyof User)[];
const OWNERSHIP_FIELDS = ['owners', 'purpose', 'labels', 'managed_by'] as const satisfies (keyof Ownership)[];
const TOKEN_FIELDS = [
  'name',
  'hint',
  'expiration',
  'lifetime_days',
  'scopes',
  'allowed_cidrs',
  'revoked_at',
  'restored_at',
  'compromised_at',
  'generation',
  'previous_secret_expires',
  'retired_secret_used',
  'refused_address',
] as const satisfies (keyof AuditedToken)[];
const FEDERATION_POLICY_FIELDS = [
  'version',
  'name',
  'issuer',
  'audience',
  'subject',
  'claims',
  'session_minutes',
  'scopes',
  'allowed_cidrs',
  'enabled',
  'jwks',
] as const satisfies (keyof FederationPolicy)[];

interface AuditedCidrs {
  readonly allowed_cidrs: readonly string[] | null;
}

type AuditedFederationPolicy = Omit<FederationPolicy, 'allowed_cidrs'> & AuditedCidrs;

/** A token as the audit log shows it, without its hashes. */
type AuditedToken = Omit<Token, 'hash' | 'previous' | 'retired' | 'allowed_cidrs'> &
  AuditedCidrs & {
    readonly previous_secret_expires: string | null;
    readonly retired_secret_used: string | null;
  };

/** The differences between two states of an account. @param before - Undefined for a new account. */
export function accountChanges(before: Account | undefined, after: Account): Record<string, Change> {
  return {
    ...fieldChanges(USER_FIELDS, before?.user, after.user),
    // An empty field is null, so that the entries of an account without owners are those of earlier releases.
    ...fieldChanges(OWNERSHIP_FIELDS, before && statedOwnership(before.ownership), statedOwnership(after.ownership)),
    ...fieldChanges(['oidc_subject', 'sessions_ended_at'], before, after),
    // The last_login of a Service User records its use; it is not a change.
    ...(after.user.user_type === 'Human' && fieldChanges(['last_login'], before?.user, after.user)),
    ...listChanges('tokens', TOKEN_FIELDS, before?.tokens.map(audited) ?? [], after.tokens.map(audited)),
    ...listChanges(
      'federation_policies',
      FEDERATION_POLICY_FIELDS,
      before?.federation_policies.map(auditedPolicy) ?? [],
      after.federation_policies.map(auditedPolicy),
    ),
  };
}

/** The differences between two versions of a federation policy. */
export function federationPolicyChanges(before: FederationPolicy, after: FederationPolicy): Record<string, Change> {
  return fieldChanges(FEDERATION_POLICY_FIELDS, auditedPolicy(before), auditedPolicy(after));
}

/** The lists of an account. An item that is created or deleted is one change with all its fields. */
export const AUDITED_LISTS = ['tokens', 'federation_policies'] as const satisfies (keyof Account)[];

function listChanges<T extends { readonly id: number }>(
  list: (typeof AUDITED_LISTS)[number],
  fields: readonly (keyof T & string)[],
  before: readonly T[],
  after: readonly T[],
): Record<string, Change> {
  const all = (item: T | undefined) => (item ? Object.fromEntries(fields.map((field) => [field, item[field]])) : null);
  const changes = diffByKey(before, after, ({ id }) => id).map(([earlier, item]): Record<string, Change> => {
    const path = `${list}.${(item ?? earlier)?.id}`;
    if (earlier && item) return fieldChanges(fields, earlier, item, `${path}.`);
    return { [path]: { from: all(earlier), to: all(item) } };
  });
  return Object.assign({}, ...changes);
}

/**
 * The fields that differ between two states of a record.
 *
 * @param before - Undefined when the record is created; likewise `after` when it is deleted.
 * @param prefix - Prepended to the name of each field.
 */
export function fieldChanges<T>(
  fields: readonly (keyof T & string)[],
  before: T | undefined,
  after: T | undefined,
  prefix = '',
): Record<string, Change> {
  const changed = fields
    .map((field) => [prefix + field, { from: before?.[field] ?? null, to: after?.[field] ?? null }] as const)
    .filter(([, change]) => JSON.stringify(change.from) !== JSON.stringify(change.to));
  return Object.fromEntries(changed);
}

function audited({ hash: _, previous, retired: __, ...token }: Token): AuditedToken {
  return {
    ...token,
    ...withoutEmptyCidrs(token),
    previous_secret_expires: previous?.expires ?? null,
    retired_secret_used: previous?.retired_use ?? null,
  };
}

function auditedPolicy(policy: FederationPolicy): AuditedFederationPolicy {
  return { ...policy, ...withoutEmptyCidrs(policy) };
}

/** Null for no addresses: entries of earlier releases do not have them, and replay must find the same values. */
function withoutEmptyCidrs({ allowed_cidrs }: Narrowing): AuditedCidrs {
  return { allowed_cidrs: allowed_cidrs.length > 0 ? allowed_cidrs : null };
}
