// A narrowed credential neither creates nor widens a credential (R15).
import type { Account } from './account.ts';
import * as errors from './errors.ts';
import { narrowingOf } from './narrowing.ts';
import type { Principal } from './principal.ts';

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
    givesRoleAdmin(before, after) ||
    addsIamPrincipal(before, after) ||
    issuesToken(caller.token_id, before, after) ||
    changesFederation(before, after) ||
    bringsBack(before, after);
  if (isWider) throw errors.narrowedCredential();
}

function givesRoleAdmin(before: Account | undefined, { user }: Account): boolean {
  return user.role === 'Admin' && before?.user.role !== 'Admin';
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

/** Reactivates an Admin, or a Service User whose IAM principals or federation policies then work again. */
function bringsBack(before: Account | undefined, { user, federation_policies }: Account): boolean {
  if (before === undefined || before.user.deleted_at === null || user.deleted_at !== null) return false;
  return user.role === 'Admin' || user.iam_principals.length > 0 || federation_policies.some(({ enabled }) => enabled);
}
