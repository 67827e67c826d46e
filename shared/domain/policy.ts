// The workspace's token policy: what new tokens and rotations may ask for. Tokens made before it stay as they are.
import * as errors from './errors.ts';
import { ROLES, type Role } from './user.ts';

/** Field names are those of the API. */
export interface Policy {
  /** Grows by one with every change; 0 = not yet stored. */
  readonly version: number;
  /** The longest lifetime of a token that expires, in days. */
  readonly max_lifetime_days: number;
  /** The roles whose accounts may have tokens that never expire. */
  readonly never_expiring_roles: readonly Role[];
  /** The longest that an old secret works after a rotation, in hours. */
  readonly max_overlap_hours: number;
  /** Tokens that an account may have; expired ones are not counted. */
  readonly max_tokens_per_account: number;
  /** Days without use after which a token is reported as unused. */
  readonly unused_after_days: number;
}

/** The largest values that a policy may have, which are those of a workspace without one. */
export const LIMITS = {
  max_lifetime_days: 365,
  max_overlap_hours: 168,
  max_tokens_per_account: 50,
  unused_after_days: 365,
} as const;

export const DEFAULT_POLICY: Policy = {
  ...LIMITS,
  version: 0,
  never_expiring_roles: ROLES,
  unused_after_days: 90,
};

/** @throws DomainError `never_expiring_not_allowed`, `lifetime_not_allowed`. @param days - null = never expires. */
export function assertLifetimeAllowed(policy: Policy, role: Role, days: number | null): void {
  if (days === null && !policy.never_expiring_roles.includes(role)) {
    throw errors.neverExpiringNotAllowed(role);
  }
  if (days !== null && days > policy.max_lifetime_days) {
    throw errors.lifetimeNotAllowed(policy.max_lifetime_days);
  }
}

const DEFAULT_OVERLAP_HOURS = 24;

/**
 * The hours of overlap that a rotation gets; when it asks for none in particular, a day or as much as the policy allows.
 *
 * @throws DomainError `overlap_not_allowed`.
 */
export function resolveOverlapHours(policy: Policy, wanted: number | undefined): number {
  if (wanted === undefined) return Math.min(DEFAULT_OVERLAP_HOURS, policy.max_overlap_hours);
  if (wanted > policy.max_overlap_hours) {
    throw errors.overlapNotAllowed(policy.max_overlap_hours);
  }
  return wanted;
}
