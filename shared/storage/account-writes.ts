// What a change of an account writes, in one transaction: each write has the condition that keeps its rule.
import { isDeepStrictEqual } from 'node:util';
import type { Account } from '../domain/account.ts';
import { Refusal } from '../domain/errors.ts';
import { PUBLIC_TEAM } from '../domain/team.ts';
import type { Token } from '../domain/token.ts';
import { isActiveHumanAdmin } from '../domain/user.ts';
import { type AccountChange, type CommitResult, WORKSPACE_FOUNDED } from '../services/ports.ts';
import { parseAccountItem, toAccountItem, toMembershipItems } from './account-item.ts';
import { auditWrites } from './audit-writes.ts';
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
import { teamWritesOf, usageWrites } from './team-writes.ts';
import { put, remove, update, type Write } from './transaction.ts';

/** What a refused write means: a refusal for the client, or that somebody else wrote first. */
export type Meaning = Refusal | CommitResult<Account>;

export function writesOf(change: AccountChange): Write<Meaning>[] {
  const { before, after, entries, founding } = change;
  return [
    accountWrite(change),
    ...rosterWrites(change),
    ...pointerWrites(change),
    ...membershipWrites(change),
    ...usageWrites('accounts', before?.user.team_ids ?? [], after.user.team_ids),
    ...(founding ? publicTeamWrites() : []),
    ...auditWrites(entries, () => stale(before)),
  ];
}

/** The account itself, if it is still what the change was decided on (R5, R6, R7). */
function accountWrite({ before, after, entries: [entry] }: AccountChange): Write<Meaning> {
  if (entry === undefined) throw new Error('A change without an audit entry');
  const item = toAccountItem(after, { at: entry.at, actor: entry.actor.user_id, request_id: entry.request_id });
  if (before === undefined) return put(item, isNew, () => refuseToOverwrite(after));
  return put(item, unchangedSinceRead(before.version), (stored) => stale(stored && parseAccountItem(stored)));
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
  const refused = () => (founding ? workspaceFounded() : last);
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
    ...tokens.map((token) => ({
      key: tokenKey(token.id),
      ...(user.user_type === 'Service' && { listed: listed(token) }),
      taken: () => Refusal.conflict('token_id_taken', `The token id ${token.id} is taken.`),
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
function pointerWrites({ before, after }: AccountChange): Write<Meaning>[] {
  const pointersBefore = new Map((before ? pointersOf(before) : []).map((pointer) => [pointer.key.pk, pointer]));
  const written = pointersOf(after).flatMap(({ key, listed, taken }) => {
    const earlier = pointersBefore.get(key.pk);
    pointersBefore.delete(key.pk);
    const item = { ...key, account_id: after.user.id, ...listed };
    if (earlier === undefined) return [put<Meaning>(item, isNew, taken)];
    return isDeepStrictEqual(earlier.listed, listed) ? [] : [put<Meaning>(item, always, unconditional)];
  });
  return [...written, ...[...pointersBefore.values()].map(({ key }) => remove<Meaning>(key, always, unconditional))];
}

/** The account in the lists of its teams, where it stands differently now; the version of the account guards them. */
function membershipWrites({ before, after }: AccountChange): Write<Meaning>[] {
  const itemsBefore = new Map((before ? toMembershipItems(before) : []).map((item) => [item.sk, item]));
  const changed = toMembershipItems(after).filter((item) => {
    const earlier = itemsBefore.get(item.sk);
    itemsBefore.delete(item.sk);
    return !isDeepStrictEqual(item, earlier);
  });
  return [
    ...changed.map((item) => put<Meaning>(item, always, unconditional)),
    ...[...itemsBefore.values()].map(({ pk, sk }) => remove<Meaning>({ pk, sk }, always, unconditional)),
  ];
}

/** A new workspace has the team Public. */
function publicTeamWrites(): Write<Meaning>[] {
  return teamWritesOf({ before: undefined, after: PUBLIC_TEAM, entries: [] }).map(({ item }) => ({
    item,
    refused: workspaceFounded,
  }));
}

function workspaceFounded(): Refusal {
  return Refusal.conflict(WORKSPACE_FOUNDED, 'The workspace has had its first Admin.');
}

function unconditional(): never {
  throw new Error('A write without a condition was refused');
}

function stale(current: Account | undefined): CommitResult<Account> {
  return { committed: false, current };
}
