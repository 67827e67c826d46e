// The writes of a change of an account. They are committed in one transaction, each with the condition that enforces
// its rule.
import type { Account } from '../../domain/account.ts';
import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import { nameKey } from '../../domain/names.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import type { Token } from '../../domain/token.ts';
import { isActiveHumanAdmin, type User } from '../../domain/user.ts';
import type { AccountChange } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { always, anotherAdminRemains, isNew, unchangedSinceRead } from '../conditions.ts';
import { diffItems } from '../diff-items.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import {
  type Guard,
  modifiedConcurrently,
  put,
  remove,
  update,
  type Write,
  type WriteRejection,
} from '../dynamodb/transaction.ts';
import { idempotencyWrite } from '../idempotency/idempotency-records.ts';
import {
  humanAdminsKey,
  INDEXES,
  iamPrincipalKey,
  type Key,
  LIST_KEY,
  LISTS,
  sortableId,
  subjectKey,
  TIME_LIST_KEY,
  tokenKey,
  userIdKey,
} from '../keys.ts';
import { creationWrites } from '../sessions/session-writes.ts';
import { teamWrites, usageWrites } from '../teams/team-writes.ts';
import { parseAccountItem, parseCause, toAccountItem, toMembershipItems, toOwnershipItems } from './account-item.ts';
import { countsInTeams, tokenListState } from './counters.ts';
import { byTime, NEVER } from './sort-keys.ts';
import { totalsWrites } from './totals.ts';

export function accountWrites(change: AccountChange): Write<WriteRejection<Account>>[] {
  const { before, after, entries, session, idempotency, bootstrap } = change;
  return [
    // A repeat is recognized before anything else rejects it: the first rejection decides.
    ...(idempotency ? [idempotencyWrite(idempotency)] : []),
    accountWrite(change),
    ...rosterWrites(change),
    ...pointerWrites(change),
    ...listEntryWrites(change),
    ...usageWrites(before && countsInTeams(before), countsInTeams(after)),
    ...totalsWrites(before, after),
    ...(bootstrap ? publicTeamWrites() : []),
    ...(session ? creationWrites(session, () => modifiedConcurrently(before)) : []),
    ...auditWrites(entries, () => modifiedConcurrently(before)),
  ];
}

/** Writes the account itself, if it is still what the change was decided on (R5, R6, R7). */
function accountWrite({ before, after, entries: [entry] }: AccountChange): Write<WriteRejection<Account>> {
  if (entry === undefined) throw new Error('A change of an account has no audit entry');
  const item = toAccountItem(after, { at: entry.at, actor: entry.actor.user_id, request_id: entry.request_id });
  if (before === undefined) return put(item, { condition: isNew, onRejected: () => duplicateId(after) });
  return put<WriteRejection<Account>>(item, {
    condition: unchangedSinceRead(before.version),
    onRejected: (stored) => modifiedConcurrently(stored && parseAccountItem(stored)),
  });
}

/** Fails loudly: ids are assigned once, and a retry would replace another account. */
function duplicateId({ user }: Account): never {
  throw new Error(`The account id ${user.id} was assigned twice`);
}

/**
 * Keeps the roster of the active human Admins. An account that becomes one joins the roster; an account that ceases to
 * be one leaves it, if another Admin remains (R8). The first Admin of the workspace creates the roster.
 */
function rosterWrites({ before, after, bootstrap }: AccountChange): Write<DomainError>[] {
  const wasAdmin = before !== undefined && isActiveHumanAdmin(before.user);
  const isAdmin = isActiveHumanAdmin(after.user);
  if (wasAdmin === isAdmin) return [];
  return [update(humanAdminsKey, rosterUpdate(isAdmin ? 'ADD' : 'DELETE', after), rosterGuard(isAdmin, bootstrap))];
}

function rosterUpdate(clause: 'ADD' | 'DELETE', { user }: Account) {
  return { expression: `${clause} admins :account`, values: { ':account': new Set([user.id]) } } as const;
}

function rosterGuard(joins: boolean, bootstrap: boolean | undefined): Guard<DomainError> {
  if (bootstrap) return { condition: isNew, onRejected: errors.workspaceFounded };
  return { condition: joins ? always : anotherAdminRemains, onRejected: errors.lastHumanAdmin };
}

/** An item that finds an account by one of its unique attributes, and keeps the attribute unique among accounts. */
interface Pointer {
  readonly item: Key & Item;
  /** The error for an attribute that belongs to another account. */
  readonly onTaken: () => DomainError;
}

/**
 * Writes the pointers that the change adds, updates those in another list of tokens, and deletes those that it removes.
 */
function pointerWrites({ before, after }: AccountChange): Write<DomainError>[] {
  const pointersBefore = before ? pointersOf(before) : [];
  const { added, changed, removed } = diffItems(pointersBefore, pointersOf(after), ({ item }) => item);
  return [
    ...added.map(({ item, onTaken }) => put(item, { condition: isNew, onRejected: onTaken })),
    ...changed.map(({ item }) => put(item)),
    ...removed.map(({ item }) => remove(item)),
  ];
}

function pointersOf({ user, oidc_subject, tokens }: Account): Pointer[] {
  const pointer = (item: Key, onTaken: () => DomainError): Pointer => ({
    item: { account_id: user.id, ...item },
    onTaken,
  });
  return [
    // This pointer is never removed, because an account is never deleted: a `user_id` is unique forever (R4).
    pointer(userIdKey(user.user_id), () => errors.userIdTaken(user.user_id)),
    ...(oidc_subject ? [pointer(subjectKey(oidc_subject), errors.subjectTaken)] : []),
    ...user.iam_principals.map((principal) => {
      // The unique id that may follow the ARN is not part of the key: an ARN belongs to one account.
      const [arn = ''] = principal.split('#');
      return pointer(iamPrincipalKey(arn), () => errors.iamPrincipalTaken(arn));
    }),
    ...tokens.map((token) => pointer(toTokenPointer(user, token), () => errors.tokenIdTaken(token.id))),
  ];
}

/** The item that finds the account of a token, and lists the token if it belongs to a Service User. */
export function toTokenPointer({ id, user_type }: User, token: Token): Key & Item {
  return { ...tokenKey(token.id), account_id: id, ...(user_type === 'Service' && tokenListAttributes(token)) };
}

/** The attributes by which the indexes list the token of a Service User. */
function tokenListAttributes(token: Token): Item {
  const list = LISTS.serviceTokens(tokenListState(token));
  return {
    [LIST_KEY]: list,
    [INDEXES.created.sortKey]: sortableId(token.id),
    [TIME_LIST_KEY]: list,
    [INDEXES.time.sortKey]: byTime(token.expiration ?? NEVER, token.id),
    search_name: nameKey(token.name),
  };
}

/**
 * Writes the account's entries in the lists of team members and of owners, where the change affects them. They need no condition,
 * because the condition on the account guards the transaction.
 */
function listEntryWrites({ before, after }: AccountChange): Write<never>[] {
  const itemsBefore = before ? listItemsOf(before) : [];
  const { added, changed, removed } = diffItems(itemsBefore, listItemsOf(after), (item) => item);
  return [...[...added, ...changed].map((item) => put(item)), ...removed.map((item) => remove(item))];
}

function listItemsOf(account: Account): (Key & Item)[] {
  return [...toMembershipItems(account), ...toOwnershipItems(account)];
}

/**
 * Counts an account that an earlier release stored, and lists its tokens as this release does. Nothing else of the account
 * changes.
 */
export function countingWrites(stored: Item): { readonly before: Account; readonly writes: CountingWrites } {
  const before = parseAccountItem(stored);
  const { uncounted: _, ...counted } = before;
  const writes = (version: number): Write<WriteRejection<Account>>[] => [
    put<WriteRejection<Account>>(toAccountItem({ ...counted, version }, parseCause(stored)), {
      condition: unchangedSinceRead(before.version),
      onRejected: (current) => modifiedConcurrently(current && parseAccountItem(current)),
    }),
    ...counted.tokens.map((token) => put(toTokenPointer(counted.user, token))),
    ...usageWrites(countsInTeams(before), countsInTeams(counted)),
    ...totalsWrites(before, counted),
  ];
  return { before, writes };
}

type CountingWrites = (version: number) => Write<WriteRejection<Account>>[];

/** Creates the team Public, which every workspace has. */
function publicTeamWrites(): Write<DomainError>[] {
  return teamWrites({ before: undefined, after: PUBLIC_TEAM, entries: [] }).map(({ item }) => ({
    item,
    onRejected: errors.workspaceFounded,
  }));
}
