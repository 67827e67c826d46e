// Finds the federation policy that a request refers to.
import type { Account } from '../domain/account.ts';
import { policyOfAccount } from '../domain/account-federation.ts';
import type { FederationPolicy } from '../domain/federation-policy.ts';
import { findAccount } from './find-account.ts';
import { pathId } from './path-id.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';

export interface PolicyPath {
  /** The `id` or the `user_id` of the account, or `me` for the caller's. */
  readonly id: string;
  readonly policyId: string;
}

/** @throws DomainError `user_not_found`, `federation_policy_not_found`. */
export async function findFederationPolicy(
  ports: Pick<AccountPorts, 'accounts'>,
  caller: Caller,
  { id, policyId }: PolicyPath,
): Promise<{ readonly account: Account; readonly policy: FederationPolicy }> {
  const account = await findAccount(ports, caller, id);
  return { account, policy: policyOfAccount(account, pathId(policyId)) };
}
