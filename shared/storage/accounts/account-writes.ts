// What a change of an account writes, in one transaction: each write has the condition that keeps its rule.
import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../../domain/account.ts';
import type { DomainError } from '../../domain/errors.ts';
import * as errors from '../../domain/errors.ts';
import { PUBLIC_TEAM } from '../../domain/team.ts';
import type { Token } from '../../domain/token.ts';
import { isActiveHumanAdmin } from '../../domain/user.ts';
import type { AccountChange, CommitResult } from '../../services/ports/repositories.ts';
import { auditWrites } from '../audit-log/audit-writes.ts';
import { always, anotherAdminRemains, isNew, unchangedSinceRead } from '../conditions.ts';
import { put, remove, update, type Write } from '../dynamodb/transaction.ts';
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
} from '../keys.ts';
import { teamWrites, usageWrites } from '../teams/team-writes.ts';
import { parseAccountItem, toAccountItem, toMembershipItems } from './account-item.ts';

/** What a onRejected write means: a refusal for the client, or that somebody else wrote first. */
export type WriteRejection = DomainError | CommitResult<Account>;

export function accountWrites(change: AccountChange): Write<WriteRejection>[] {
  const { before, after, entries, bootstrap } = change;
  return [
    accountWrite(change),
    ...rosterWrites(change),
    ...pointerWrites(change),
    ...membershipWrites(change),
    ...usageWrites('accounts', before?.user.team_ids ?? [], after.user.team_ids),
    ...(bootstrap ? publicTeamWrites() : []),
    ...auditWrites(entries, () => conflictWith(before)),
  ];
}

/** The account itself, if it is still what the change was decided on (R5, R6, R7). */
function accountWrite({ before, after, entries: [entry] }: AccountChange): Write<WriteRejection> {
  if (entry === undefined) throw new Error('A change without an audit entry');
  const item = toAccountItem(after, { at: entry.at, actor: entry.actor.user_id, request_id: entry.request_id });
  if (before === undefined) return put(item, isNew, () => duplicateId(after));
  return put(item, unchangedSinceRead(before.version), (stored) => conflictWith(stored && parseAccountItem(stored)));
}

/** Ids are given once: to go on would write a new account over an old one. */
function duplicateId({ user }: Account): never {
  throw new Error(`The id ${user.id} was given twice`);
}

/**
 * Who becomes an active human Admin joins the roster; who ceases to be one leaves it, if another remains (R8). The first
 * of all founds it.
 */
function rosterWrites({ before, after, bootstrap }: AccountChange): Write<WriteRejection>[] {
  const [was, is] = [before !== undefined && isActiveHumanAdmin(before.user), isActiveHumanAdmin(after.user)];
  if (was === is) return [];
  const who = { ':account': new Set([after.user.id]) };
  const condition = bootstrap ? isNew : is ? always : anotherAdminRemains;
  const last = errors.lastHumanAdmin();
  const onRejected = () => (bootstrap ? errors.workspaceFounded() : last);
  return [update(humanAdminsKey, is ? 'ADD admins :account' : 'DELETE admins :account', who, condition, onRejected)];
}

/** Finds the account by something of its own, and guards that no other account has it. */
interface Pointer {
  readonly key: Key;
  /** Attributes by which it is listed. */
  readonly tokenListAttributes?: Record<string, string>;
  readonly taken: () => DomainError;
}

function pointersOf({ user, oidc_subject, tokens }: Account): Pointer[] {
  return [
    // Given once and for good: an account is never deleted (R4).
    {
      key: userIdKey(user.user_id),
      taken: () => errors.userIdTaken(user.user_id),
    },
    ...[oidc_subject ?? []].flat().map((subject) => ({
      key: subjectKey(subject),
      taken: errors.subjectTaken,
    })),
    ...user.iam_principals.map((principal) => {
      const [arn = ''] = principal.split('#');
      return {
        key: iamPrincipalKey(arn),
        taken: () => errors.iamPrincipalTaken(arn),
      };
    }),
    ...tokens.map((token) => ({
      key: tokenKey(token.id),
      ...(user.user_type === 'Service' && { listed: listed(token) }),
      taken: () => errors.tokenIdTaken(token.id),
    })),
  ];
}

function listed({ id, compromised_at, revoked_at, expiration }: Token): Record<string, string> {
  const state = compromised_at !== null ? 'Compromised' : revoked_at !== null ? 'Revoked' : 'Live';
  return {
    [LIST_KEY]: LISTS.serviceTokens(state),
    [INDEXES.created.sortKey]: sortableId(id),
    ...(expiration !== null && { expiration }),
  };
}

/** The pointers that the change adds, each new in the table, those that are listed elsewhere now, and those that go. */
function pointerWrites({ before, after }: AccountChange): Write<WriteRejection>[] {
  const pointersBefore = new Map((before ? pointersOf(before) : []).map((pointer) => [pointer.key.pk, pointer]));
  const written = pointersOf(after).flatMap(({ key, tokenListAttributes, taken }) => {
    const earlier = pointersBefore.get(key.pk);
    pointersBefore.delete(key.pk);
    const item = { ...key, account_id: after.user.id, ...tokenListAttributes };
    if (earlier === undefined) return [put<WriteRejection>(item, isNew, taken)];
    return isDeepStrictEqual(earlier.tokenListAttributes, tokenListAttributes)
      ? []
      : [put<WriteRejection>(item, always, unexpectedRejection)];
  });
  return [
    ...written,
    ...[...pointersBefore.values()].map(({ key }) => remove<WriteRejection>(key, always, unexpectedRejection)),
  ];
}

/** The account in the lists of its teams, where it stands differently now; the version of the account guards them. */
function membershipWrites({ before, after }: AccountChange): Write<WriteRejection>[] {
  const itemsBefore = new Map((before ? toMembershipItems(before) : []).map((item) => [item.sk, item]));
  const changed = toMembershipItems(after).filter((item) => {
    const earlier = itemsBefore.get(item.sk);
    itemsBefore.delete(item.sk);
    return !isDeepStrictEqual(item, earlier);
  });
  return [
    ...changed.map((item) => put<WriteRejection>(item, always, unexpectedRejection)),
    ...[...itemsBefore.values()].map(({ pk, sk }) => remove<WriteRejection>({ pk, sk }, always, unexpectedRejection)),
  ];
}

/** A new workspace has the team Public. */
function publicTeamWrites(): Write<WriteRejection>[] {
  return teamWrites({ before: undefined, after: PUBLIC_TEAM, entries: [] }).map(({ item }) => ({
    item,
    onRejected: errors.workspaceFounded,
  }));
}

function unexpectedRejection(): never {
  throw new Error('A write without a condition was onRejected');
}

function conflictWith(current: Account | undefined): CommitResult<Account> {
  return { committed: false, current };
}
