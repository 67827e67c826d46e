// The token policy of the workspace: limits for tokens that are created or rotated. Existing tokens do not change.
import * as errors from './errors.ts';
import { ROLES, type Role } from './user.ts';

/** Field names are those of the API. */
export interface Policy {
  /** Incremented by every change; 0 means not stored yet. */
  readonly version: number;
  /** The longest lifetime of a token that expires, in days. */
  readonly max_lifetime_days: number;
  /** The roles whose accounts may have tokens that never expire. */
  readonly never_expiring_roles: readonly Role[];
  /** The longest overlap of a rotation, in hours. */
  readonly max_overlap_hours: number;
  /** The number of tokens that an account may have; expired ones are not counted. */
  readonly max_tokens_per_account: number;
  /** A token is reported as unused after this many days without use. */
  readonly unused_after_days: number;
}

/** The largest values that a policy may have. */
export const LIMITS = {
  max_lifetime_days: 365,
  max_overlap_hours: 168,
  max_tokens_per_account: 50,
  unused_after_days: 365,
} as const;

/** The policy until an Admin changes it. */
export const DEFAULT_POLICY: Policy = {
  ...LIMITS,
  version: 0,
  never_expiring_roles: ROLES,
  unused_after_days: 90,
};

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
