// A narrowed credential neither creates nor widens a credential (R15).
import type { Account } from './account.ts';
import * as errors from './errors.ts';
import { narrowingOf } from './narrowing.ts';
import type { Policy } from './policy.ts';
import type { Principal } from './principal.ts';
import { ROLES, type Role } from './user.ts';

/**
 * Asserts that the caller may make this change of an account. It compares the states before and after, so that it holds for
 * every change, and for the state that is written.
 *
 * @param before - Undefined when the account is created.
 * @throws DomainError `narrowed_credential`.
 */
export function assertNotWidened(
  caller: Pick<Principal, 'narrowed' | 'token_id'>,
  before: Account | undefined,
  after: Account,
): void {
  if (!caller.narrowed) return;
  const isWider =
    raisesRole(before, after) ||
    addsIamPrincipal(before, after) ||
    issuesToken(caller.token_id, before, after) ||
    changesFederation(before, after) ||
    bringsBack(before, after) ||
    // Another identity with the same e-mail could then log in as the person.
    (before?.oidc_subject && !after.oidc_subject);
  if (isWider) throw errors.narrowedCredential();
}

/** Asserts that the caller may make this change of the token policy. @throws DomainError `narrowed_credential`. */
export function assertNotLoosened(caller: Pick<Principal, 'narrowed'>, before: Policy, after: Policy): void {
  if (caller.narrowed && isLooser(before, after)) throw errors.narrowedCredential();
}

/** The settings that allow more or longer-lived credentials when they increase. */
const ALLOWANCES = [
  'max_lifetime_days',
  'default_lifetime_days',
  'max_overlap_hours',
  'max_tokens_per_account',
  'session_hours',
] as const;

/** Whether a credential may then do more, or work for longer, than the policy before allows. */
function isLooser(before: Policy, after: Policy): boolean {
  const lacks = (roles: readonly Role[], earlier: readonly Role[]) => earlier.some((role) => !roles.includes(role));
  return (
    ALLOWANCES.some((setting) => after[setting] > before[setting]) ||
    lacks(before.never_expiring_roles, after.never_expiring_roles) ||
    lacks(after.scopes_required_for, before.scopes_required_for) ||
    lacks(after.cidrs_required_for, before.cidrs_required_for) ||
    // A shorter time postpones the revocations as well, because they are announced again.
    (before.revoke_unused_after_days !== null && after.revoke_unused_after_days !== before.revoke_unused_after_days)
  );
}

/** Gives a role that permits more, so that the credentials and the person of the account may do more. */
function raisesRole(before: Account | undefined, { user }: Account): boolean {
  // The roles are in the order of what they permit, from the most to the least.
  return ROLES.indexOf(user.role) < ROLES.indexOf(before?.user.role ?? 'Member');
}

function addsIamPrincipal(before: Account | undefined, { user }: Account): boolean {
  return user.iam_principals.some((arn) => !before?.user.iam_principals.includes(arn));
}

/** Creates, restores or rotates a token, or changes what narrows it. A token may rotate itself. */
function issuesToken(ownId: number | null, before: Account | undefined, after: Account): boolean {
  return after.tokens.some((token) => {
    const earlier = before?.tokens.find(({ id }) => id === token.id);
    return (
      earlier === undefined ||
      (earlier.generation !== token.generation && token.id !== ownId) ||
      (earlier.revoked_at !== null && token.revoked_at === null) ||
      narrowingOf(earlier) !== narrowingOf(token)
    );
  });
}

/** Creates or changes a federation policy. */
function changesFederation(before: Account | undefined, after: Account): boolean {
  return after.federation_policies.some(
    ({ id, version }) => before?.federation_policies.find((policy) => policy.id === id)?.version !== version,
  );
}

/** Reactivates an Admin or a Manager, or a Service User whose IAM principals or federation policies then work again. */
function bringsBack(before: Account | undefined, { user, federation_policies }: Account): boolean {
  if (before === undefined || before.user.deleted_at === null || user.deleted_at !== null) return false;
  return user.role !== 'Member' || user.iam_principals.length > 0 || federation_policies.some(({ enabled }) => enabled);
}
