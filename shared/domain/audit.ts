// The audit log: what was changed, by whom, from where. An entry is derived from the change itself, so none can forget
// what it did, and no secret is among the fields it looks at (R11, R12).
import type { Account } from './account.ts';
import { AUTHENTICATED_BY } from './principal.ts';
import type { Token } from './token.ts';
import { USER_TYPES, type User } from './user.ts';

export const AUDIT_ACTIONS = [
  'user.created',
  'user.updated',
  'user.deactivated',
  'user.reactivated',
  'user.tokens_revoked',
  'user.identity_linked',
  'user.logged_in',
  'token.created',
  'token.revoked',
  'token.restored',
  'token.rotated',
  'token.compromised',
  'token.retired_secret_used',
  'token.deleted',
  'team.created',
  'team.updated',
  'team.deleted',
  'datastore.created',
  'datastore.updated',
  'datastore.deleted',
  'policy.updated',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Beside accounts: the deployment itself, and whoever shows a plaintext. */
export const ACTOR_TYPES = [...USER_TYPES, 'System'] as const;
export const ACTOR_PROOFS = [...AUTHENTICATED_BY, 'deployment', 'plaintext'] as const;

export interface Actor {
  readonly user_id: string;
  readonly user_type: (typeof ACTOR_TYPES)[number];
  readonly authenticated_by: (typeof ACTOR_PROOFS)[number];
  /** The ARN of the session that signed the request. */
  readonly iam_arn?: string;
}

/** The deployment itself, which makes the first Admin. */
export const DEPLOYMENT: Actor = { user_id: 'system', user_type: 'System', authenticated_by: 'deployment' };

/** Whoever shows the plaintext of a token that does not let them in, and nothing else of themselves. */
export const ANONYMOUS_REPORTER: Actor = { user_id: 'anonymous', user_type: 'System', authenticated_by: 'plaintext' };

export interface Change {
  readonly from: unknown;
  readonly to: unknown;
}

export interface AuditEntry {
  /** Grows with time: milliseconds since 2024 in the upper 41 bits, 12 random bits below. */
  readonly id: number;
  readonly at: string;
  readonly actor: Actor;
  readonly action: AuditAction;
  /** What was changed: the `user_id` of the account, `team:<id>`, `datastore:<id>` or `policy`. */
  readonly target: string;
  /**
   * What changed, by the path of the field: `role`, `tokens.7`, `tokens.7.revoked_at`. Beside `team_ids` stands `teams`:
   * their names at that time.
   */
  readonly changes: Readonly<Record<string, Change>>;
  readonly request_id: string;
  readonly source_ip: string;
}

const ID_EPOCH = Date.UTC(2024, 0, 1);
const IDS_A_MILLISECOND = 4096;
/** The entries of one change have ids in a row, all of its millisecond. */
const MAX_ENTRIES = 16;

/**
 * The id of an entry written at `now`.
 *
 * @param random - In [0, 1). Two entries of one millisecond may meet: the write that finds its id taken is repeated.
 */
export function auditEntryId(now: Date, random: number): number {
  return (now.getTime() - ID_EPOCH) * IDS_A_MILLISECOND + Math.floor(random * (IDS_A_MILLISECOND - MAX_ENTRIES));
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
const TOKEN_FIELDS = [
  'name',
  'hint',
  'expiration',
  'revoked_at',
  'compromised_at',
  'generation',
  'previous_secret_expires',
  'retired_secret_used',
] as const satisfies (keyof AuditedToken)[];

/** A token as the audit log shows it: without its hashes. */
type AuditedToken = Omit<Token, 'hash' | 'previous' | 'retired'> & {
  readonly previous_secret_expires: string | null;
  readonly retired_secret_used: string | null;
};

/** What differs between two states of an account; `before` is undefined when it is new. */
export function changesBetween(before: Account | undefined, after: Account): Record<string, Change> {
  const changes = {
    ...fieldChanges('', USER_FIELDS, before?.user, after.user),
    ...fieldChanges('', ['oidc_subject'], before, after),
    // That of a Service User is a record of use, not a change.
    ...(after.user.user_type === 'Human' && fieldChanges('', ['last_login'], before?.user, after.user)),
  };
  const tokensBefore = new Map(before?.tokens.map((token) => [token.id, token]));
  for (const token of after.tokens) {
    const previous = tokensBefore.get(token.id);
    if (previous === undefined) changes[`tokens.${token.id}`] = { from: null, to: auditedFields(token) };
    else Object.assign(changes, fieldChanges(`tokens.${token.id}.`, TOKEN_FIELDS, audited(previous), audited(token)));
    tokensBefore.delete(token.id);
  }
  for (const [id, token] of tokensBefore) changes[`tokens.${id}`] = { from: auditedFields(token), to: null };
  return changes;
}

/** What differs between two states of a team or a datastore; undefined = it is not there. */
export function changedFields<T>(
  fields: readonly (keyof T & string)[],
  before: T | undefined,
  after: T | undefined,
): Record<string, Change> {
  return fieldChanges('', fields, before, after);
}

function fieldChanges<T>(
  path: string,
  fields: readonly (keyof T & string)[],
  before: T | undefined,
  after: T | undefined,
): Record<string, Change> {
  const changed = fields
    .map((field) => [path + field, { from: before?.[field] ?? null, to: after?.[field] ?? null }] as const)
    .filter(([, change]) => JSON.stringify(change.from) !== JSON.stringify(change.to));
  return Object.fromEntries(changed);
}

function audited({ hash: _, previous, retired: __, ...token }: Token): AuditedToken {
  return {
    ...token,
    previous_secret_expires: previous?.expires ?? null,
    retired_secret_used: previous?.retired_use ?? null,
  };
}

function auditedFields(token: Token): Partial<AuditedToken> {
  const whole = audited(token);
  return Object.fromEntries(TOKEN_FIELDS.map((field) => [field, whole[field]]));
}
