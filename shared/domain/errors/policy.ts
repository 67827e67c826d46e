// Errors of the token policy.

import { DomainError } from './domain-error.ts';
import { namesOf, type TokenName } from './names-of.ts';

export const neverExpiringNotAllowed = (role: string) =>
  new DomainError(
    'rule',
    'never_expiring_not_allowed',
    `The token policy requires tokens of the role ${role} to expire. Set expires_in_days.`,
  );

/** The policy forbids existing tokens, which a restoration or a change of the role would make or keep active. */
export const tokensNeverExpire = (role: string, tokens: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'never_expiring_not_allowed',
    `The token policy requires tokens of the role ${role} to expire, and these never expire: ${namesOf(tokens)}. Rotate them with expires_in_days or revoke them first.`,
    { members: { tokens } },
  );

/** @param credentials - Existing tokens or federation policies without scopes; none when a new one has none. */
export const scopesRequired = (role: string, credentials: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'scopes_required',
    `The token policy requires scopes for credentials of the role ${role}${lacking(credentials)}. Set scopes.`,
    { members: { tokens: credentials } },
  );

/** @param credentials - Existing tokens or federation policies that lack addresses; none when a new one lacks them. */
export const cidrsRequired = (role: string, credentials: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'cidrs_required',
    `The token policy requires addresses for credentials of the role ${role}${lacking(credentials)}. Set allowed_cidrs, without 0.0.0.0/0 and ::/0.`,
    { members: { tokens: credentials } },
  );

function lacking(credentials: readonly TokenName[]): string {
  return credentials.length > 0 ? `, and these lack them: ${namesOf(credentials)}` : '';
}

export const lifetimeNotAllowed = (maxDays: number) =>
  new DomainError('rule', 'lifetime_not_allowed', `The token policy allows a lifetime of at most ${maxDays} days.`);

export const tokenExpiresTooLate = (maxDays: number, tokens: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'lifetime_not_allowed',
    `The token policy allows a lifetime of at most ${maxDays} days, and these expire later: ${namesOf(tokens)}. Create a new token.`,
    { members: { tokens } },
  );

/** R13: a token attempts to extend its lifetime beyond what was granted. */
export const lifetimeNotGranted = (grantedDays: number) =>
  new DomainError(
    'rule',
    'lifetime_not_allowed',
    `The token was granted a lifetime of ${grantedDays} days and cannot extend it beyond that. Ask its owner or an Admin.`,
  );

export const overlapNotAllowed = (maxHours: number) =>
  new DomainError('rule', 'overlap_not_allowed', `The token policy allows an overlap of at most ${maxHours} hours.`);
