// Federation policies, with which Admins say whose OIDC tokens can be exchanged for a session of a Service User.
import type {
  FederationPolicyFilter,
  FederationPolicyUpdate,
  NewFederationPolicy,
} from '../contracts/federation-policies.ts';
import type { FederationPolicyView, ListResponse } from '../contracts/responses.ts';
import type { Account } from '../domain/account.ts';
import * as federation from '../domain/account-federation.ts';
import { policyOfAccount } from '../domain/account-federation.ts';
import type { FederationPolicy } from '../domain/federation-policy.ts';
import { warningsFor } from '../domain/federation-providers.ts';
import { changeAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import { findAccount } from './find-account.ts';
import { findFederationPolicy, type PolicyPath } from './find-federation-policy.ts';
import { mapped, pageOf, sourceOf } from './listing.ts';
import type { FederationPolicyPorts } from './ports/ports.ts';
import type { PolicyUse } from './ports/queries.ts';
import type { Caller } from './ports/request-context.ts';

export async function createFederationPolicy(
  ports: FederationPolicyPorts,
  caller: Caller,
  id: string,
  wanted: NewFederationPolicy,
): Promise<FederationPolicyView> {
  const account = await findAccount(ports, caller, id);
  const { federation_policy: policyId } = await ports.ids.next('federation_policy');
  const { subject = null, scopes = null, allowed_cidrs = [], jwks = null } = wanted;
  const settings = { ...wanted, subject, scopes, allowed_cidrs, jwks };
  const tokenPolicy = await ports.policies.current();
  const apply = (current: Account) => federation.addFederationPolicy(current, policyId, settings, tokenPolicy);
  return changeAccount(ports, caller, account, {
    steps: [{ action: 'federation_policy.created', apply }],
    present: async (changed) => present(policyOfAccount(changed, policyId), UNUSED),
  });
}

/** In the order of creation. */
export async function listFederationPolicies(
  ports: FederationPolicyPorts,
  caller: Caller,
  id: string,
  paging: FederationPolicyFilter,
): Promise<ListResponse<FederationPolicyView>> {
  const { user, federation_policies } = await findAccount(ports, caller, id);
  const usesOf = await ports.federationUses.of(user.id);
  const policies = mapped(
    sourceOf(federation_policies, (policy) => policy.id),
    (policy) => present(policy, usesOf(policy.id)),
  );
  return pageOf(policies, paging, JSON.stringify(['federation-policies', user.id]));
}

export async function getFederationPolicy(
  ports: FederationPolicyPorts,
  caller: Caller,
  path: PolicyPath,
): Promise<FederationPolicyView> {
  const { account, policy } = await findFederationPolicy(ports, caller, path);
  return presentWithUse(ports, account, policy);
}

/** Changes the given settings. */
export async function updateFederationPolicy(
  ports: FederationPolicyPorts,
  caller: Caller,
  path: PolicyPath,
  changes: FederationPolicyUpdate,
): Promise<FederationPolicyView> {
  const { account, policy } = await findFederationPolicy(ports, caller, path);
  const tokenPolicy = await ports.policies.current();
  return changeAccount(ports, caller, account, {
    steps: [
      {
        action: 'federation_policy.updated',
        apply: (current) => federation.updateFederationPolicy(current, policy.id, changes, tokenPolicy),
      },
    ],
    present: (changed) => presentWithUse(ports, changed, policyOfAccount(changed, policy.id)),
  });
}

export async function deleteFederationPolicy(
  ports: FederationPolicyPorts,
  caller: Caller,
  path: PolicyPath,
): Promise<void> {
  const { account, policy } = await findFederationPolicy(ports, caller, path);
  await changeAccount(ports, caller, account, {
    steps: [
      {
        action: 'federation_policy.deleted',
        apply: (current) => federation.deleteFederationPolicy(current, policy.id),
      },
    ],
    present: identity,
  });
}

const UNUSED: PolicyUse = { last_used: null, last_subject: null, last_refused: null };

async function presentWithUse(
  ports: FederationPolicyPorts,
  { user }: Account,
  policy: FederationPolicy,
): Promise<FederationPolicyView> {
  const usesOf = await ports.federationUses.of(user.id);
  return present(policy, usesOf(policy.id));
}

function present(policy: FederationPolicy, use: PolicyUse): FederationPolicyView {
  return { ...policy, ...use, warnings: warningsFor(policy) };
}
