// Machines do not govern people (R14): what a Service User cannot do, whatever its role.
import type { Account } from './account.ts';
import type { Actor } from './audit.ts';
import * as errors from './errors.ts';

/**
 * Asserts that the actor may make this change of an account. It compares the states before and after, so that it holds for
 * the state that is written, whatever was changed concurrently.
 *
 * @param before - Undefined when the account is created.
 * @throws DomainError `human_required`.
 */
export function assertMayChange(actor: Actor, before: Account | undefined, after: Account): void {
  if (actor.user_type !== 'Service') return;
  if (governsHumanAdmin(before, after)) throw errors.humanRequired('govern a human Admin');
  if (before && actor.user_id === after.user.user_id && extendsReach(before, after)) {
    throw errors.humanRequired('change its own role, teams, IAM principals or federation policies');
  }
}

/** Creates, promotes, demotes, deactivates, reactivates or unlinks a human Admin. */
function governsHumanAdmin(before: Account | undefined, after: Account): boolean {
  const concernsAdmin = [before, after].some(
    (state) => state?.user.user_type === 'Human' && state.user.role === 'Admin',
  );
  if (!concernsAdmin) return false;
  return (
    before?.user.role !== after.user.role ||
    before.user.deleted_at !== after.user.deleted_at ||
    before.oidc_subject !== after.oidc_subject
  );
}

function extendsReach(before: Account, after: Account): boolean {
  const reach = ({ user: { role, team_ids, iam_principals }, federation_policies }: Account) =>
    JSON.stringify([role, team_ids, iam_principals, federation_policies]);
  return reach(before) !== reach(after);
}
