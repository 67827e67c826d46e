// What a change of an account writes, in one transaction: each write has the condition that keeps its rule.
import type { Account } from '../domain/account.ts';
import { Refusal } from '../domain/errors.ts';
import { isActiveHumanAdmin } from '../domain/user.ts';
import { type AccountChange, type CommitResult, WORKSPACE_FOUNDED } from '../services/ports.ts';
import { parseAccountItem, toAccountItem } from './account-item.ts';
import { toAuditItem } from './audit-item.ts';
import { always, anotherAdminRemains, isNew, unchangedSinceRead } from './conditions.ts';
import {
  humanAdminsKey,
  INDEXES,
  iamPrincipalKey,
  type Key,
  LIST_KEY,
  LISTS,
  sortableId,
  subjectKey,
  tokenKey,
  userIdKey,
} from './keys.ts';
import { put, remove, update, type Write } from './transaction.ts';

/** What a refused write means: a refusal for the client, or that somebody else wrote first. */
export type Meaning = Refusal | CommitResult;

export function writesOf(change: AccountChange): Write<Meaning>[] {
  return [accountWrite(change), ...rosterWrites(change), ...pointerWrites(change), ...auditWrites(change)];
}

/** The account itself, if it is still what the change was decided on (R5, R6, R7). */
function accountWrite({ before, after }: AccountChange): Write<Meaning> {
  if (before === undefined) return put(toAccountItem(after), isNew, () => refuseToOverwrite(after));
  return put(toAccountItem(after), unchangedSinceRead(before.version), (stored) =>
    stale(stored && parseAccountItem(stored)),
  );
}

/** Ids are given once: to go on would write a new account over an old one. */
function refuseToOverwrite({ user }: Account): never {
  throw new Error(`The id ${user.id} was given twice`);
}

/**
 * Who becomes an active human Admin joins the roster; who ceases to be one leaves it, if another remains (R8). The first
 * of all founds it.
 */
function rosterWrites({ before, after, founding }: AccountChange): Write<Meaning>[] {
  const [was, is] = [before !== undefined && isActiveHumanAdmin(before.user), isActiveHumanAdmin(after.user)];
  if (was === is) return [];
  const who = { ':account': new Set([after.user.id]) };
  const condition = founding ? isNew : is ? always : anotherAdminRemains;
  const last = Refusal.rule('last_human_admin', 'The workspace would be left without an active human Admin.');
  const founded = Refusal.conflict(WORKSPACE_FOUNDED, 'The workspace has had its first Admin.');
  const refused = () => (founding ? founded : last);
  return [update(humanAdminsKey, is ? 'ADD admins :account' : 'DELETE admins :account', who, condition, refused)];
}

/** Finds the account by something of its own, and guards that no other account has it. */
interface Pointer {
  readonly key: Key;
  /** Attributes by which it is listed. */
  readonly listed?: Record<string, string>;
  readonly taken: () => Refusal;
}

function pointersOf({ user, oidc_subject, tokens }: Account): Pointer[] {
  return [
    // Given once and for good: an account is never deleted (R4).
    {
      key: userIdKey(user.user_id),
      taken: () => Refusal.conflict('user_id_taken', `The user_id ${user.user_id} is taken.`),
    },
    ...[oidc_subject ?? []].flat().map((subject) => ({
      key: subjectKey(subject),
      taken: () => Refusal.conflict('subject_taken', 'The identity belongs to another account.'),
    })),
    ...user.iam_principals.map((principal) => {
      const [arn = ''] = principal.split('#');
      return {
        key: iamPrincipalKey(arn),
        taken: () => Refusal.conflict('iam_principal_taken', `${arn} is bound to another Service User.`),
      };
    }),
    ...tokens.map(({ id }) => ({
      key: tokenKey(id),
      ...(user.user_type === 'Service' && {
        listed: { [LIST_KEY]: LISTS.serviceTokens, [INDEXES.created.sortKey]: sortableId(id) },
      }),
      taken: () => Refusal.conflict('token_id_taken', `The token id ${id} is taken.`),
    })),
  ];
}

/** The pointers that the change adds, each new in the table, and those that it takes away. */
function pointerWrites({ before, after }: AccountChange): Write<Meaning>[] {
  const pointersBefore = new Map((before ? pointersOf(before) : []).map((pointer) => [pointer.key.pk, pointer]));
  const pointersAfter = pointersOf(after);
  const added = pointersAfter.filter(({ key }) => !pointersBefore.delete(key.pk));
  return [
    ...added.map(({ key, listed, taken }) =>
      put<Meaning>({ ...key, account_id: after.user.id, ...listed }, isNew, taken),
    ),
    ...[...pointersBefore.values()].map(({ key }) => remove(key)),
  ];
}

/** No change without its entry, no entry without its change (R12). An id that is taken is no refusal: try another. */
function auditWrites({ before, entries }: AccountChange): Write<Meaning>[] {
  return entries.map((entry) => put(toAuditItem(entry), isNew, () => stale(before)));
}

function stale(current: Account | undefined): CommitResult {
  return { committed: false, current };
}
