// The changes of an account's federation policies: pure functions, like those of `account.ts`.
import type { Account } from './account.ts';
import { withRoom } from './account-size.ts';
import { canonicalJson } from './canonical-json.ts';
import * as errors from './errors.ts';
import { isCommonAudience } from './federation-audience.ts';
import {
  type FederationPolicy,
  type FederationPolicySettings,
  isIpAddress,
  MAX_FEDERATION_POLICIES,
} from './federation-policy.ts';
import { missingClaims } from './federation-providers.ts';
import { nameKey } from './names.ts';
import { assertNarrowedAsRequired, type Policy } from './policy.ts';

/**
 * Adds a policy to a Service User. Names of policies are unique within an account, as `nameKey` compares them.
 *
 * @throws DomainError `not_a_service_user`, `user_deactivated`, `federation_policy_name_taken`,
 * `federation_policy_limit_reached`, `audience_too_common`, `subject_too_wide`; `validation_failed` for an issuer whose
 * keys cannot be fetched.
 */
export function addFederationPolicy(
  account: Account,
  id: number,
  settings: FederationPolicySettings,
  policy: Policy,
): Account {
  const { user, federation_policies } = account;
  if (user.user_type !== 'Service') throw errors.notAServiceUser();
  if (user.deleted_at !== null) throw errors.userDeactivated();
  assertNameFree(federation_policies, settings.name);
  if (federation_policies.length >= MAX_FEDERATION_POLICIES) {
    throw errors.federationPolicyLimitReached(MAX_FEDERATION_POLICIES);
  }
  assertTrustNarrow(settings);
  const { name, scopes, allowed_cidrs } = settings;
  assertNarrowedAsRequired(policy, user.role, [{ name, scopes, allowed_cidrs }]);
  return withRoom(account, withPolicies(account, [...federation_policies, { id, version: 1, ...settings }]));
}

/**
 * Changes the given settings. A change increments the version of the policy; one that changes nothing does not. The
 * policy of a deactivated account can be changed, because the account is refused all the same (R7).
 *
 * @throws DomainError `federation_policy_not_found`, and the errors of `addFederationPolicy` for what is changed: an
 * earlier policy that a new rule forbids can still be renamed and disabled.
 *
 * @param tokenPolicy - Undefined for a change that only disables.
 */
export function updateFederationPolicy(
  account: Account,
  id: number,
  changes: { readonly [Setting in keyof FederationPolicySettings]?: FederationPolicySettings[Setting] | undefined },
  tokenPolicy?: Policy,
): Account {
  const before = policyOfAccount(account, id);
  const changed = Object.entries(changes).filter(
    ([setting, value]) => value !== undefined && !isSame(value, before[setting as keyof FederationPolicy]),
  );
  if (changed.length === 0) return account;
  const after: FederationPolicy = { ...before, ...Object.fromEntries(changed) };
  const others = account.federation_policies.filter((policy) => policy.id !== id);
  assertNameFree(others, after.name);
  if (!isSame(trustOf(before), trustOf(after))) assertTrustNarrow(after);
  if (tokenPolicy !== undefined && after.enabled) assertNarrowedAsRequired(tokenPolicy, account.user.role, [after]);
  return withRoom(account, withPolicies(account, [...others, { ...after, version: before.version + 1 }]));
}

/** @throws DomainError `federation_policy_not_found`. */
export function deleteFederationPolicy(account: Account, id: number): Account {
  const { id: deleted } = policyOfAccount(account, id);
  return withPolicies(
    account,
    account.federation_policies.filter((policy) => policy.id !== deleted),
  );
}

/** Disables all policies, after which no token of a workload is accepted for the account. */
export function disableFederationPolicies(account: Account): Account {
  return account.federation_policies.reduce(
    (current, { id }) => updateFederationPolicy(current, id, { enabled: false }),
    account,
  );
}

/** @throws DomainError `federation_policy_not_found`. */
export function policyOfAccount({ federation_policies }: Account, id: number | undefined): FederationPolicy {
  const policy = federation_policies.find((one) => one.id === id);
  if (policy === undefined) throw errors.notFound('federation_policy');
  return policy;
}

function assertNameFree(policies: readonly FederationPolicy[], name: string): void {
  const key = nameKey(name);
  if (policies.some((policy) => nameKey(policy.name) === key)) throw errors.federationPolicyNameTaken(name);
}

type Trust = Pick<FederationPolicy, 'issuer' | 'audience' | 'subject' | 'claims' | 'jwks'>;

function trustOf({ issuer, audience, subject, claims, jwks }: FederationPolicy): Trust {
  return { issuer, audience, subject, claims, jwks };
}

/** A policy accepts the tokens of one workload that were made for this system. */
function assertTrustNarrow(trust: Trust): void {
  if (isCommonAudience(trust.audience, trust.issuer)) throw errors.audienceTooCommon();
  const missing = missingClaims(trust);
  if (missing !== undefined) throw errors.subjectTooWide(missing);
  if (trust.jwks === null && isIpAddress(trust.issuer)) {
    const message = 'must have a host name, not an IP address, or the keys of the issuer in jwks';
    throw errors.invalidRequest([{ path: 'issuer', message }]);
  }
}

function isSame(before: unknown, after: unknown): boolean {
  return canonicalJson(before) === canonicalJson(after);
}

function withPolicies(account: Account, policies: readonly FederationPolicy[]): Account {
  return { ...account, federation_policies: policies.toSorted((a, b) => a.id - b.id) };
}
