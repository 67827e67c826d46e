// The token policy of the workspace: limits that apply when a token is created, rotated or restored, and when a role
// changes. Existing tokens do not change.
import * as errors from './errors.ts';
import type { Narrowing } from './narrowing.ts';
import { DAY_MS, type Token } from './token.ts';
import type { Role } from './user.ts';

/** Field names are those of the API. */
export interface Policy {
  /** Incremented by every change; 0 means not stored yet. */
  readonly version: number;
  /** The longest lifetime of a token that expires, in days. */
  readonly max_lifetime_days: number;
  /** The lifetime of a token whose request does not say one, in days; shorter when `max_lifetime_days` is. */
  readonly default_lifetime_days: number;
  /** The roles whose accounts may have tokens that never expire. */
  readonly never_expiring_roles: readonly Role[];
  /** The roles whose tokens and federation policies must have scopes (R15). */
  readonly scopes_required_for: readonly Role[];
  /** The roles whose tokens and federation policies must have addresses (R15). */
  readonly cidrs_required_for: readonly Role[];
  /** The longest overlap of a rotation, in hours. */
  readonly max_overlap_hours: number;
  /** The number of tokens that an account may have; expired ones are not counted. */
  readonly max_tokens_per_account: number;
  /** A token is reported as unused after this many days without use. */
  readonly unused_after_days: number;
  /** The lifetime of the session of a person, in hours. */
  readonly session_hours: number;
  /** The tokens of Service Users are revoked after this many days without use; null revokes none. */
  readonly revoke_unused_after_days: number | null;
  /** No unused token is revoked before this time, so that each is announced 30 days before. Null when none is revoked. */
  readonly revoke_unused_from: string | null;
  /** Whether a new or reactivated Service User needs an owner. */
  readonly owner_required: boolean;
  /** Whether a new or reactivated Service User needs a purpose. */
  readonly purpose_required: boolean;
}

/** The largest values that a policy may have. */
export const LIMITS = {
  max_lifetime_days: 365,
  default_lifetime_days: 365,
  max_overlap_hours: 168,
  max_tokens_per_account: 50,
  unused_after_days: 365,
  session_hours: 24,
} as const;

/** The policy until an Admin changes it. */
export const DEFAULT_POLICY: Policy = {
  ...LIMITS,
  version: 0,
  default_lifetime_days: 90,
  never_expiring_roles: [],
  scopes_required_for: [],
  cidrs_required_for: [],
  unused_after_days: 90,
  session_hours: 8,
  revoke_unused_after_days: null,
  revoke_unused_from: null,
  owner_required: false,
  purpose_required: false,
};

/** The shortest time without use after which tokens may be revoked, in days. */
export const MIN_REVOKE_UNUSED_DAYS = 30;
export const MAX_REVOKE_UNUSED_DAYS = 3650;
/** A token is announced this many days before its revocation at the earliest. */
const ANNOUNCED_DAYS = 30;

/** Changes the policy. A shorter time until unused tokens are revoked starts with the announcements. */
export function updatePolicy(policy: Policy, changes: Partial<Omit<Policy, 'version'>>, now: Date): Policy {
  const after = { ...policy, ...changes };
  return { ...after, revoke_unused_from: revocationStart(policy, after.revoke_unused_after_days, now) };
}

function revocationStart(before: Policy, days: number | null, now: Date): string | null {
  if (days === null) return null;
  const isStricter = before.revoke_unused_after_days === null || days < before.revoke_unused_after_days;
  return isStricter ? new Date(now.getTime() + ANNOUNCED_DAYS * DAY_MS).toISOString() : before.revoke_unused_from;
}

/**
 * Asserts that an account of the role may have a token with this lifetime.
 *
 * @param days - null means that the token never expires.
 * @throws DomainError `never_expiring_not_allowed`, `lifetime_not_allowed`.
 */
export function assertLifetimeAllowed(policy: Policy, role: Role, days: number | null): void {
  if (days === null && !policy.never_expiring_roles.includes(role)) throw errors.neverExpiringNotAllowed(role);
  if (days !== null && days > policy.max_lifetime_days) throw errors.lifetimeNotAllowed(policy.max_lifetime_days);
}

/** The lifetime of a new token, in days. @param requested - Undefined takes the default of the policy. */
export function resolveLifetimeDays(policy: Policy, requested: number | null | undefined): number | null {
  return requested === undefined ? Math.min(policy.default_lifetime_days, policy.max_lifetime_days) : requested;
}

/** The longest lifetime up to `days` that an account of the role may have, in days; null means never expiring. */
export function capLifetimeDays(policy: Policy, role: Role, days: number | null): number | null {
  if (days === null && policy.never_expiring_roles.includes(role)) return null;
  return Math.min(days ?? policy.max_lifetime_days, policy.max_lifetime_days);
}

/** A token or a federation policy. A new one has no id yet. */
type NarrowedCredential = Narrowing & { readonly id?: number; readonly name: string };

/**
 * Asserts that the credentials of an account with the role have the scopes and addresses that the policy requires.
 *
 * @throws DomainError `scopes_required`, `cidrs_required`; both name the credentials, except for a new one.
 */
export function assertNarrowedAsRequired(policy: Policy, role: Role, credentials: readonly NarrowedCredential[]): void {
  const unscoped = credentials.filter(({ scopes }) => scopes === null);
  if (unscoped.length > 0 && policy.scopes_required_for.includes(role)) {
    throw errors.scopesRequired(role, unscoped.flatMap(toExistingName));
  }
  const anywhere = credentials.filter(({ allowed_cidrs: cidrs }) => cidrs.length === 0 || cidrs.some(isWholeInternet));
  if (anywhere.length > 0 && policy.cidrs_required_for.includes(role)) {
    throw errors.cidrsRequired(role, anywhere.flatMap(toExistingName));
  }
}

/** `0.0.0.0/0` or `::/0`. */
function isWholeInternet(cidr: string): boolean {
  return cidr.endsWith('/0');
}

function toExistingName({ id, name }: NarrowedCredential): Pick<Token, 'id' | 'name'>[] {
  return id === undefined ? [] : [{ id, name }];
}

/**
 * Asserts that an account may have the role with these active tokens.
 *
 * @throws DomainError `never_expiring_not_allowed`, `scopes_required`, `cidrs_required`; all name the tokens.
 */
export function assertRoleAllowed(policy: Policy, role: Role, tokens: readonly Token[]): void {
  const neverExpiring = tokens.filter(({ expiration }) => expiration === null);
  if (neverExpiring.length > 0 && !policy.never_expiring_roles.includes(role)) {
    throw errors.tokensNeverExpire(role, neverExpiring.map(toTokenName));
  }
  assertNarrowedAsRequired(policy, role, tokens);
}

/**
 * Asserts that an account of the role may have this existing token.
 *
 * @throws DomainError `never_expiring_not_allowed`, `lifetime_not_allowed`, `scopes_required`, `cidrs_required`; all name
 * the token.
 */
export function assertTokenAllowed(policy: Policy, role: Role, token: Token, now: Date): void {
  assertRoleAllowed(policy, role, [token]);
  const latest = now.getTime() + policy.max_lifetime_days * DAY_MS;
  if (token.expiration !== null && Date.parse(token.expiration) > latest) {
    throw errors.tokenExpiresTooLate(policy.max_lifetime_days, [toTokenName(token)]);
  }
}

function toTokenName({ id, name }: Token): Pick<Token, 'id' | 'name'> {
  return { id, name };
}

const DEFAULT_OVERLAP_HOURS = 24;

/**
 * The overlap of a rotation, in hours: the requested one, else 24 or as many as the policy allows.
 *
 * @throws DomainError `overlap_not_allowed`.
 */
export function resolveOverlapHours(policy: Policy, requested: number | undefined): number {
  if (requested === undefined) return Math.min(DEFAULT_OVERLAP_HOURS, policy.max_overlap_hours);
  if (requested > policy.max_overlap_hours) throw errors.overlapNotAllowed(policy.max_overlap_hours);
  return requested;
}
