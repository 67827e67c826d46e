// What a workspace is after a restore. The audit log has the last word, since it tells every change; the backup adds what the log
// must not tell, the hashes of tokens. A token that the log knows and whose secret the backup has not is given up.
import { isDeepStrictEqual } from 'node:util';
import { type Account, deactivate } from '../../shared/domain/account.ts';
import { revokeAllTokens } from '../../shared/domain/account-tokens.ts';
import { type AuditEntry, accountChanges, auditEntryId, DEPLOYMENT } from '../../shared/domain/audit.ts';
import type { Datastore } from '../../shared/domain/datastore.ts';
import { RESTORE_REQUEST_ID } from '../../shared/domain/events.ts';
import { DEFAULT_POLICY, type Policy } from '../../shared/domain/policy.ts';
import { PUBLIC_TEAM, type Team } from '../../shared/domain/team.ts';
import { isActiveHumanAdmin } from '../../shared/domain/user.ts';
import { parseAccountItem } from '../../shared/storage/accounts/account-item.ts';
import { parseAuditItem } from '../../shared/storage/audit-log/audit-item.ts';
import { parseDatastoreItem } from '../../shared/storage/datastores/datastore-item.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { PARTITIONS } from '../../shared/storage/keys.ts';
import { parseTeamItem } from '../../shared/storage/teams/team-item.ts';
import { type LastIds, parseLastIds } from '../../shared/storage/workspace/ids.ts';
import { parsePolicyItem } from '../../shared/storage/workspace/policies.ts';
import { type Told, tell } from './audit-replay.ts';

export interface RestoreOptions {
  readonly backup: readonly Item[];
  /** What survived: its audit log tells what came after the backup. @default nothing came after it */
  readonly survived?: readonly Item[] | undefined;
  /** Nobody knows what came after the backup: every account is closed, except these Admins'. */
  readonly closeAllBut?: readonly string[] | undefined;
  readonly now: Date;
}

export interface RestoredState {
  readonly accounts: readonly Account[];
  readonly teams: readonly Team[];
  readonly datastores: readonly Datastore[];
  /** Undefined when it was never changed. */
  readonly policy: Policy | undefined;
  readonly lastIds: LastIds;
  /** Stored items that stay as they are: the audit log, and up to when notices were told. */
  readonly kept: readonly Item[];
  /** What the restore itself changes. */
  readonly entries: readonly AuditEntry[];
  /** The tokens that are given up: `<user_id> <name>`. */
  readonly lostTokens: readonly string[];
  /** The fields about which an entry of the log is missing. */
  readonly gaps: readonly string[];
}

/** A thing that the log is about: an account by its `user_id`, `team:<id>`, `datastore:<id>`, `policy`. */
interface Thing extends Told {
  readonly target: string;
  readonly entries: readonly AuditEntry[];
}

type Untimed = Pick<AuditEntry, 'action' | 'target' | 'changes'>;

/**
 * Far more ids than were given, and far more writes of an account than were made, since a backup. Nothing is given again, and no
 * subscriber to events passes over what happens next as older than what it knows.
 */
const LEAP = 1_000_000;

/**
 * @throws Error when an entry of the log is missing, unless all is closed; when the backup is said to be complete and does not
 * agree with its log; when no active human Admin is left (R8).
 */
export function restoredState({ backup, survived, closeAllBut, now }: RestoreOptions): RestoredState {
  const all = [...backup, ...(survived ?? [])];
  const log = [...new Map(all.filter(({ pk }) => pk === PARTITIONS.auditLog).map((item) => [item.sk, item])).values()];
  const things = thingsIn(log);
  const stored = new Map(backup.flatMap((item) => targetOf(item).map((target) => [target, item])));
  const gaps = gapsIn(things, [...stored.keys()]);
  if (gaps.length > 0 && !closeAllBut) throw new Error(`Entries of the audit log are missing: ${gaps.join(', ')}`);

  const lastIds = lastIdsIn(all, things, closeAllBut ? LEAP : 0);
  const ids = idsOfAccounts(all);
  const restored = things
    .filter(({ target }) => isAccount(target))
    .map((thing) => restoreAccount(thing, stored.get(thing.target), ids.get(thing.target) ?? ++lastIds.user));
  const closed = restored.map(({ account }) =>
    closeAllBut ? close(account, closeAllBut, now) : { account, told: [] },
  );
  const accounts = closed.map(({ account }) => account);
  refuseWithoutAdmin(accounts, closeAllBut);

  const itemsOf = (kind: string) =>
    things
      .filter(({ target, values }) => target.startsWith(kind) && values.size > 0)
      .map(({ target, values }) => ({
        version: Number(stored.get(target)?.version ?? 0) + 1,
        id: Number(target.split(':')[1]),
        ...Object.fromEntries(values),
      }));
  const teams = itemsOf('team:').map(parseTeamItem);
  const datastores = itemsOf('datastore:').map(parseDatastoreItem);
  const [policy] = itemsOf('policy').map(parsePolicyItem);
  if (!survived && !closeAllBut) refuseTorn(stored, { accounts, teams, datastores, policy });
  return {
    accounts,
    teams,
    datastores,
    policy,
    lastIds,
    kept: [...log, ...backup.filter(({ pk }) => pk === PARTITIONS.tokenNotices)],
    entries: timed(
      [...restored, ...closed].flatMap(({ told }) => told),
      things,
      now,
    ),
    lostTokens: restored.flatMap(({ lost }) => lost),
    gaps,
  };
}

function thingsIn(log: readonly Item[]): Thing[] {
  const { version: _, ...defaultPolicy } = DEFAULT_POLICY;
  const byTarget = Map.groupBy(log.map(parseAuditItem), ({ target }) => target);
  return [...byTarget].map(([target, entries]) => ({
    target,
    entries,
    ...tell(entries, target === 'policy' ? defaultPolicy : {}),
  }));
}

function isAccount(target: string): boolean {
  return target.includes('@');
}

/** What the log calls the thing that an item is, if it is one. */
function targetOf({ pk, sk, user_id, id }: Item): string[] {
  if (sk === 'ACCOUNT') return [String(user_id)];
  if (sk === 'TEAM' || sk === 'DATASTORE') return [`${sk.toLowerCase()}:${id}`];
  return pk === PARTITIONS.policy ? ['policy'] : [];
}

function gapsIn(things: readonly Thing[], storedTargets: readonly string[]): string[] {
  const known = new Set(things.map(({ target }) => target));
  return [
    ...things.flatMap(({ target, gaps }) => gaps.map((field) => `${target} ${field}`)),
    ...storedTargets.filter((target) => !known.has(target)),
  ];
}

/** By the guards of their names, which say it even where an account itself was lost. */
function idsOfAccounts(items: readonly Item[]): Map<string, number> {
  const prefix = PARTITIONS.userId.replace('*', '');
  const guards = items.filter(({ pk }) => String(pk).startsWith(prefix));
  return new Map(guards.map(({ pk, account_id }) => [String(pk).slice(prefix.length), Number(account_id)]));
}

/** As the counters say, or as the things themselves: a counter may be older than they are. */
function lastIdsIn(items: readonly Item[], things: readonly Thing[], leap: number): Record<keyof LastIds, number> {
  const last = { user: 0, token: 0, team: PUBLIC_TEAM.id, datastore: 0 };
  const see = (sequence: keyof LastIds, id: number) => {
    last[sequence] = Math.max(last[sequence], id);
  };
  for (const counters of items.filter(({ pk }) => pk === PARTITIONS.sequences).map(parseLastIds)) {
    for (const sequence of Object.keys(last) as (keyof LastIds)[]) see(sequence, counters[sequence]);
  }
  for (const id of idsOfAccounts(items).values()) see('user', id);
  for (const { target, entries } of things) {
    const [kind, id] = target.split(':');
    if (kind === 'team' || kind === 'datastore') see(kind, Number(id));
    const paths = entries.flatMap(({ changes }) => Object.keys(changes));
    for (const path of paths) if (path.startsWith('tokens.')) see('token', Number(path.split('.')[1]));
  }
  return { user: last.user + leap, token: last.token + leap, team: last.team + leap, datastore: last.datastore + leap };
}

/** The account as the log tells it, with those of its tokens whose newest secret the backup has. */
function restoreAccount({ target, entries, values }: Thing, stored: Item | undefined, id: number) {
  const before = stored && parseAccountItem(stored);
  const fields = [...values].map(([path, value]) => [path.split('.'), value] as const);
  const created = entries.toSorted((a, b) => a.id - b.id)[0];
  const told = Map.groupBy(
    fields.filter(([path]) => path[0] === 'tokens'),
    ([path]) => Number(path[1]),
  );
  const tokens = [...told].map(([tokenId, ofToken]) => {
    const token = Object.fromEntries(ofToken.map(([path, value]) => [path[2], value]));
    return {
      token,
      known: before?.tokens.find((one) => one.id === tokenId && one.generation === token.generation),
      tokenId,
    };
  });
  const lost = tokens.filter(({ known }) => known === undefined);
  const account = parseAccountItem({
    version: (before?.version ?? 0) + LEAP,
    ...(before?.user ?? { created_at: created?.at, created_by: created?.actor.user_id, last_login: null }),
    email: null,
    deleted_at: null,
    oidc_subject: null,
    ...Object.fromEntries(fields.map(([[field], value]) => [field, value])),
    id,
    tokens: Object.fromEntries(
      tokens.flatMap(({ token, known, tokenId }) => {
        if (known === undefined) return [];
        const { retired_secret_used: retired_use = null, previous_secret_expires: expires, ...fields } = token;
        const previous = known.previous && { ...known.previous, expires, retired_use };
        return [[tokenId, { ...known, expiration: null, revoked_at: null, compromised_at: null, ...fields, previous }]];
      }),
    ),
  });
  const changes = Object.fromEntries(
    lost.map(({ token, tokenId }) => [`tokens.${tokenId}`, { from: token, to: null }]),
  );
  return {
    account,
    told: lost.length > 0 ? [{ action: 'token.deleted', target, changes } as const] : [],
    lost: lost.map(({ token }) => `${target} ${token.name}`),
  };
}

/** Deactivates the account and takes its credentials away; an Admin who is kept logs in with the issuer's. */
function close(account: Account, kept: readonly string[], now: Date): { account: Account; told: Untimed[] } {
  const revoked = revokeAllTokens(account, now);
  const isKept = kept.includes(account.user.user_id);
  const closed = isKept ? revoked : deactivate({ ...revoked, user: { ...revoked.user, iam_principals: [] } }, now);
  const changes = accountChanges(account, closed);
  const action = isKept ? 'user.tokens_revoked' : 'user.deactivated';
  return {
    account: closed,
    told: Object.keys(changes).length > 0 ? [{ action, target: account.user.user_id, changes }] : [],
  };
}

function refuseWithoutAdmin(accounts: readonly Account[], kept: readonly string[] = []): void {
  const admins = accounts.filter(({ user }) => isActiveHumanAdmin(user)).map(({ user }) => user.user_id);
  const unfit = kept.filter((userId) => !admins.includes(userId));
  if (unfit.length > 0) throw new Error(`No active human Admin: ${unfit.join(', ')}`);
  if (admins.length === 0) throw new Error('No active human Admin would be left: name one with --admin');
}

/**
 * DynamoDB promises no snapshot: of a transaction that was under way at the moment of a backup, it may have some writes only.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
function refuseTorn(
  stored: ReadonlyMap<string, Item>,
  { accounts, teams, datastores, policy }: Pick<RestoredState, 'accounts' | 'teams' | 'datastores' | 'policy'>,
): void {
  const told = new Map<string, object>([
    ...accounts.map((account) => [account.user.user_id, account] as const),
    ...teams.map((team) => [`team:${team.id}`, team] as const),
    ...datastores.map((datastore) => [`datastore:${datastore.id}`, datastore] as const),
    ...(policy ? ([['policy', policy]] as const) : []),
  ]);
  const parse = (target: string) => {
    if (isAccount(target)) return parseAccountItem;
    if (target === 'policy') return parsePolicyItem;
    return target.startsWith('team:') ? parseTeamItem : parseDatastoreItem;
  };
  const torn = [...new Set([...told.keys(), ...stored.keys()])].filter((target) => {
    const item = stored.get(target);
    return !isDeepStrictEqual({ ...told.get(target), version: 0 }, item && { ...parse(target)(item), version: 0 });
  });
  if (torn.length > 0) {
    throw new Error(`The backup has a part of a transaction, about ${torn.join(', ')}: take one of a moment later`);
  }
}

/** With ids in a row, after all that the log has, into the milliseconds that follow if they are many: nobody else writes. */
function timed(told: readonly Untimed[], things: readonly Thing[], now: Date): AuditEntry[] {
  const ids = things.flatMap(({ entries }) => entries.map(({ id }) => id));
  const firstId = ids.reduce((last, id) => Math.max(last, id + 1), auditEntryId(now, 0));
  const origin = { at: now.toISOString(), actor: DEPLOYMENT, request_id: RESTORE_REQUEST_ID, source_ip: 'none' };
  return told.map((entry, index) => ({ id: firstId + index, ...entry, ...origin }));
}
