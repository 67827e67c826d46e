// Who may change an account: machines do not govern people (R14), and a deactivated account does not reactivate itself (R7).
import type { Account } from './account.ts';
import type { Actor } from './audit.ts';
import * as errors from './errors.ts';
import type { Principal } from './principal.ts';

/**
 * Asserts that the actor may make this change of an account: a deactivated account does not reactivate itself (R7), and a
 * machine does not govern people (R14). It compares the states before and after, so that it holds for
 * the state that is written, whatever was changed concurrently.
 *
 * @param before - Undefined when the account is created.
 * @throws DomainError `user_deactivated`, `human_required`.
 */
export function assertMayChange(actor: Actor, before: Account | undefined, after: Account): void {
  const isSelf = before !== undefined && actor.user_id === after.user.user_id;
  // The actor was active when the request was authenticated, and was deactivated since.
  const reactivates = before?.user.deleted_at !== null && after.user.deleted_at === null;
  if (isSelf && reactivates) throw errors.personDeactivated();
  if (actor.user_type !== 'Service') return;
  if (governsHumanAdmin(before, after)) throw errors.humanRequired('govern a human Admin');
  if (isSelf && extendsReach(before, after)) {
    throw errors.humanRequired('change its own role, teams, IAM principals or federation policies');
  }
}

/**
 * Asserts that the account has not ended its sessions since one of them authenticated the request. A personal token that this
 * session creates or restores would otherwise outlive the revocation of all tokens, if both were made at the same time (R9).
 *
 * @throws DomainError `interactive_session_required`.
 */
export function assertSessionCurrent({ id, session_epoch }: Principal, account: Account): void {
  if (session_epoch === null || id !== account.user.id) return;
  if (session_epoch !== account.session_epoch) throw errors.interactiveSessionRequired();
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
