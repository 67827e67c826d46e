// Errors of federation policies and of the token exchange.

import { named } from '../quote.ts';
import { DomainError } from './domain-error.ts';

export const federationPolicyNameTaken = (name: string) =>
  new DomainError(
    'conflict',
    'federation_policy_name_taken',
    `The account already has a federation policy ${named(name)}.`,
  );

export const federationPolicyLimitReached = (limit: number) =>
  new DomainError(
    'rule',
    'federation_policy_limit_reached',
    `An account can have at most ${limit} federation policies. Delete one that is no longer needed.`,
  );

export const audienceTooCommon = () =>
  new DomainError(
    'rule',
    'audience_too_common',
    'The audience is a default, which tokens for other services have, too. Choose the URL of this API or another audience that only this system has, and request the tokens for it.',
  );

/** @param missing - The claims that the policy must require; none when any claim does, because the issuer is unknown. */
export const subjectTooWide = (missing: readonly string[]) =>
  new DomainError(
    'rule',
    'subject_too_wide',
    `The policy would accept more than one workload. Give the whole subject, or require ${missing.join(' and ') || 'a claim that identifies the workload'} in claims.`,
  );

export const unsupportedGrantType = () =>
  new DomainError(
    'rule',
    'unsupported_grant_type',
    'The grant_type must be urn:ietf:params:oauth:grant-type:token-exchange.',
  );

export const invalidGrant = () =>
  new DomainError(
    'rule',
    'invalid_grant',
    'The token cannot be exchanged. An Admin finds the reason with the test of the federation policy.',
  );

export const issuerKeysUnavailable = () =>
  new DomainError(
    'unavailable',
    'issuer_keys_unavailable',
    'The keys of the OIDC issuer cannot be fetched. Nothing was changed; try again.',
  );
