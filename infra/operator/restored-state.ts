// Derives the state of a workspace after a restore. The audit log is authoritative, because it has every change. The backup
// adds the hashes of secrets, which the log must not contain. A token whose newest secret is not in the backup is deleted.
import { isDeepStrictEqual } from 'node:util';
import { type Account, deactivate, revokeCredentials } from '../../shared/domain/account.ts';
import { disableFederationPolicies } from '../../shared/domain/account-federation.ts';
import {
  type AUDITED_LISTS,
  type AuditEntry,
  accountChanges,
  auditEntryId,
  DEPLOYMENT,
} from '../../shared/domain/audit.ts';
import type { Datastore } from '../../shared/domain/datastore.ts';
import { RESTORE_REQUEST_ID } from '../../shared/domain/events.ts';
import { DEFAULT_POLICY, type Policy } from '../../shared/domain/policy.ts';
import { PUBLIC_TEAM, type Team } from '../../shared/domain/team.ts';
import { isActiveHumanAdmin } from '../../shared/domain/user.ts';
import { parseAccountItem } from '../../shared/storage/accounts/account-item.ts';
import { EVENT } from '../../shared/storage/accounts/federation-uses.ts';
import { parseAuditItem } from '../../shared/storage/audit-log/audit-item.ts';
import { parseDatastoreItem } from '../../shared/storage/datastores/datastore-item.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { PARTITIONS } from '../../shared/storage/keys.ts';
import { parseTeamItem } from '../../shared/storage/teams/team-item.ts';
import { type LastIds, parseLastIds } from '../../shared/storage/workspace/ids.ts';
import { parsePolicyItem } from '../../shared/storage/workspace/policies.ts';
import { type ReplayedState, replay } from './audit-replay.ts';

export interface RestoreOptions {
  readonly backup: readonly Item[];
  /** What is left of the lost table. Its audit log has the changes since the backup. @default no changes since the backup */
  readonly survived?: readonly Item[] | undefined;
  /** The changes since the backup are unknown: every account is deactivated, except these Admins. */
  readonly closeAllBut?: readonly string[] | undefined;
  readonly now: Date;
}

export interface RestoredState {
  readonly accounts: readonly Account[];
  readonly teams: readonly Team[];
  readonly datastores: readonly Datastore[];
  /** Undefined if the policy was never changed. */
  readonly policy: Policy | undefined;
  readonly lastIds: LastIds;
  /** Stored items that are restored unchanged: the audit log, used ID tokens, the times of the last notices, the uses of policies. */
  readonly kept: readonly Item[];
  /** Audit entries of the changes that the restore makes. */
  readonly entries: readonly AuditEntry[];
  /** Tokens that are deleted because their secret is lost: `<user_id> <name>`. */
  readonly lostTokens: readonly string[];
  /** Fields with a missing audit entry. */
  readonly gaps: readonly string[];
}

/** A resource in the audit log. Its target is the `user_id` of an account, `team:<id>`, `datastore:<id>` or `policy`. */
interface Resource extends ReplayedState {
  readonly target: string;
  readonly entries: readonly AuditEntry[];
}

type Untimed = Pick<AuditEntry, 'action' | 'target' | 'changes'>;

/**
 * Added to ids and versions, which may have grown since the backup. It is larger than any such growth, so that no id is used
 * twice, and subscribers do not ignore the next events of an account as older than the ones they have.
 */
const LEAP = 1_000_000;

/**
 * @throws Error when an audit entry is missing, unless accounts are deactivated; when the backup is said to be complete and
 * contradicts its log; when no active human Admin is left (R8).
 */
export function restoredState({ backup, survived, closeAllBut, now }: RestoreOptions): RestoredState {
  const all = [...backup, ...(survived ?? [])];
  const log = [...new Map(all.filter(({ pk }) => pk === PARTITIONS.auditLog).map((item) => [item.sk, item])).values()];
  const resources = resourcesIn(log);
  const stored = new Map(backup.flatMap((item) => targetOf(item).map((target) => [target, item])));
  const gaps = gapsIn(resources, [...stored.keys()]);
  if (gaps.length > 0 && !closeAllBut) throw new Error(`Audit entries are missing: ${gaps.join(', ')}`);

  const lastIds = lastIdsIn(all, resources, closeAllBut ? LEAP : 0);
  const ids = idsOfAccounts(all);
  const restored = resources
    .filter(({ target }) => isAccount(target))
    .map((resource) =>
      restoreAccount(resource, stored.get(resource.target), ids.get(resource.target) ?? ++lastIds.user),
    );
  const closed = restored.map(({ account }) =>
    closeAllBut ? close(account, closeAllBut, now) : { account, changes: [] },
  );
  const accounts = closed.map(({ account }) => account);
  requireAdmin(accounts, closeAllBut);

  const itemsOf = (kind: string) =>
    resources
      .filter(({ target, values }) => target.startsWith(kind) && values.size > 0)
      .map(({ target, values }) => ({
        version: Number(stored.get(target)?.version ?? 0) + 1,
        id: Number(target.split(':')[1]),
        ...Object.fromEntries(values),
      }));
  const teams = itemsOf('team:').map(parseTeamItem);
  const datastores = itemsOf('datastore:').map(parseDatastoreItem);
  const [policy] = itemsOf('policy').map(parsePolicyItem);
  if (!survived && !closeAllBut) requireWholeTransactions(stored, { accounts, teams, datastores, policy });
  return {
    accounts,
    teams,
    datastores,
    policy,
    lastIds,
    kept: [...[...log, ...backup.filter(isUnlogged)].map(withoutEvent), ...usedTokensIn(all)],
    entries: timed(
      [...restored, ...closed].flatMap(({ changes }) => changes),
      resources,
      now,
    ),
    lostTokens: restored.flatMap(({ lost }) => lost),
    gaps,
  };
}

const USES = PARTITIONS.federationUse.replace('*', '');

/** Whether the item has no audit entries, and is not derived from other items. */
function isUnlogged({ pk }: Item): boolean {
  return pk === PARTITIONS.tokenNotices || String(pk).startsWith(USES);
}

/** The last event of an item was published before the restore. */
function withoutEvent({ [EVENT]: _, ...item }: Item): Item {
  return item;
}

function resourcesIn(log: readonly Item[]): Resource[] {
  const { version: _, ...defaultPolicy } = DEFAULT_POLICY;
  const byTarget = Map.groupBy(log.map(parseAuditItem), ({ target }) => target);
  return [...byTarget].map(([target, entries]) => ({
    target,
    entries,
    ...replay(entries, target === 'policy' ? defaultPolicy : {}),
  }));
}

function isAccount(target: string): boolean {
  return target.includes('@');
}

/** The target of the audit entries about an item. Empty if the log has no entries about this kind of item. */
function targetOf({ pk, sk, user_id, id }: Item): string[] {
  if (sk === 'ACCOUNT') return [String(user_id)];
  if (sk === 'TEAM' || sk === 'DATASTORE') return [`${sk.toLowerCase()}:${id}`];
  return pk === PARTITIONS.policy ? ['policy'] : [];
}

function gapsIn(resources: readonly Resource[], storedTargets: readonly string[]): string[] {
  const known = new Set(resources.map(({ target }) => target));
  return [
    ...resources.flatMap(({ target, gaps }) => gaps.map((field) => `${target} ${field}`)),
    ...storedTargets.filter((target) => !known.has(target)),
  ];
}

/** ID tokens that were used to log in, and must not be accepted again. Sessions are not restored. */
function usedTokensIn(items: readonly Item[]): Item[] {
  const prefix = PARTITIONS.spentToken.replace('*', '');
  return [...new Map(items.filter(({ pk }) => String(pk).startsWith(prefix)).map((item) => [item.pk, item])).values()];
}

/** Ids by `user_id`, from the guard items, which may be left when the account itself is lost. */
function idsOfAccounts(items: readonly Item[]): Map<string, number> {
  const prefix = PARTITIONS.userId.replace('*', '');
  const guards = items.filter(({ pk }) => String(pk).startsWith(prefix));
  return new Map(guards.map(({ pk, account_id }) => [String(pk).slice(prefix.length), Number(account_id)]));
}

/** The largest ids in counters and resources. A counter in a backup may be older than the resources. */
function lastIdsIn(
  items: readonly Item[],
  resources: readonly Resource[],
  leap: number,
): Record<keyof LastIds, number> {
  const last = { user: 0, token: 0, team: PUBLIC_TEAM.id, datastore: 0, federation_policy: 0 };
  const include = (sequence: keyof LastIds, id: number) => {
    last[sequence] = Math.max(last[sequence], id);
  };
  for (const counters of items.filter(({ pk }) => pk === PARTITIONS.sequences).map(parseLastIds)) {
    for (const sequence of Object.keys(last) as (keyof LastIds)[]) include(sequence, counters[sequence]);
  }
  for (const id of idsOfAccounts(items).values()) include('user', id);
  for (const { target, entries } of resources) {
    const [kind, id] = target.split(':');
    if (kind === 'team' || kind === 'datastore') include(kind, Number(id));
    for (const path of entries.flatMap(({ changes }) => Object.keys(changes))) {
      const [list, id] = path.split('.');
      if (list === 'tokens') include('token', Number(id));
      if (list === 'federation_policies') include('federation_policy', Number(id));
    }
  }
  for (const sequence of Object.keys(last) as (keyof LastIds)[]) last[sequence] += leap;
  return last;
}

type Field = readonly [path: string[], value: unknown];

/** The fields of the items of a list by the id of the item, from fields with paths such as `tokens.7.revoked_at`. */
function itemsIn(list: (typeof AUDITED_LISTS)[number], fields: readonly Field[]) {
  const ofList = fields.filter(([path]) => path[0] === list);
  return [...Map.groupBy(ofList, ([path]) => Number(path[1]))].map(([id, ofItem]) => ({
    id,
    item: Object.fromEntries(ofItem.map(([path, value]) => [path[2] ?? '', value])),
  }));
}

/** The fields of a token that its audit entries leave out while they are null. */
const UNSET = {
  expiration: null,
  revoked_at: null,
  restored_at: null,
  compromised_at: null,
  scopes: null,
  allowed_cidrs: [],
  refused_address: null,
};

/** The account as in the log, with the tokens whose newest secret is in the backup. */
function restoreAccount({ target, entries, values }: Resource, stored: Item | undefined, id: number) {
  const before = stored && parseAccountItem(stored);
  const fields = [...values].map(([path, value]): Field => [path.split('.'), value]);
  const created = entries.toSorted((a, b) => a.id - b.id)[0];
  const tokens = itemsIn('tokens', fields).map(({ id: tokenId, item: token }) => ({
    token,
    known: before?.tokens.find((one) => one.id === tokenId && one.generation === token.generation),
    tokenId,
  }));
  const policies = itemsIn('federation_policies', fields).map(({ id, item }) => ({
    subject: null,
    jwks: null,
    ...item,
    id,
  }));
  const lost = tokens.filter(({ known }) => known === undefined);
  const account = parseAccountItem({
    version: (before?.version ?? 0) + LEAP,
    ...(before?.user ?? { created_at: created?.at, created_by: created?.actor.user_id, last_login: null }),
    email: null,
    deleted_at: null,
    oidc_subject: null,
    session_epoch: before?.session_epoch ?? 0,
    ...Object.fromEntries(fields.map(([[field], value]) => [field, value])),
    id,
    federation_policies: policies.toSorted((a, b) => a.id - b.id),
    tokens: Object.fromEntries(
      tokens.flatMap(({ token, known, tokenId }) => {
        if (known === undefined) return [];
        const { previous_secret_expires: expires, retired_secret_used: retired_use = null, ...fields } = token;
        const previous = known.previous && { ...known.previous, expires, retired_use };
        return [[tokenId, { ...known, ...UNSET, ...fields, previous }]];
      }),
    ),
  });
  const changes = Object.fromEntries(
    lost.map(({ token, tokenId }) => [`tokens.${tokenId}`, { from: token, to: null }]),
  );
  return {
    account,
    changes: lost.length > 0 ? [{ action: 'token.deleted', target, changes } as const] : [],
    lost: lost.map(({ token }) => `${target} ${token.name}`),
  };
}

/** Revokes all credentials of the account, and deactivates it unless it is an Admin to keep, who can log in with OIDC. */
function close(account: Account, kept: readonly string[], now: Date): { account: Account; changes: Untimed[] } {
  const revoked = disableFederationPolicies(revokeCredentials(account, now));
  const isKept = kept.includes(account.user.user_id);
  const closed = isKept ? revoked : deactivate({ ...revoked, user: { ...revoked.user, iam_principals: [] } }, now);
  const fieldChanges = accountChanges(account, closed);
  const action = isKept ? 'user.tokens_revoked' : 'user.deactivated';
  return {
    account: closed,
    changes:
      Object.keys(fieldChanges).length > 0 ? [{ action, target: account.user.user_id, changes: fieldChanges }] : [],
  };
}

function requireAdmin(accounts: readonly Account[], kept: readonly string[] = []): void {
  const admins = accounts.filter(({ user }) => isActiveHumanAdmin(user)).map(({ user }) => user.user_id);
  const unfit = kept.filter((userId) => !admins.includes(userId));
  if (unfit.length > 0) throw new Error(`Not an active human Admin: ${unfit.join(', ')}`);
  if (admins.length === 0) throw new Error('No active human Admin would be left: add one with --admin');
}

/**
 * Rejects a backup with only some of the writes of a transaction. DynamoDB backups are not isolated from transactions that are
 * in progress.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
 */
function requireWholeTransactions(
  stored: ReadonlyMap<string, Item>,
  { accounts, teams, datastores, policy }: Pick<RestoredState, 'accounts' | 'teams' | 'datastores' | 'policy'>,
): void {
  const replayed = new Map<string, object>([
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
  const torn = [...new Set([...replayed.keys(), ...stored.keys()])].filter((target) => {
    const item = stored.get(target);
    // The log contains neither the version, nor the epoch of sessions, nor whether the account is counted.
    const unlogged = { version: 0, session_epoch: 0, uncounted: undefined };
    return !isDeepStrictEqual(
      { ...replayed.get(target), ...unlogged },
      item && { ...parse(target)(item), ...unlogged },
    );
  });
  if (torn.length > 0) {
    throw new Error(`The backup has only a part of a transaction on ${torn.join(', ')}: restore a later backup`);
  }
}

/** Gives the entries consecutive ids after the last entry of the log. Many entries use the ids of the next milliseconds. */
function timed(changes: readonly Untimed[], resources: readonly Resource[], now: Date): AuditEntry[] {
  const ids = resources.flatMap(({ entries }) => entries.map(({ id }) => id));
  const firstId = ids.reduce((last, id) => Math.max(last, id + 1), auditEntryId(now, 0));
  const origin = { at: now.toISOString(), actor: DEPLOYMENT, request_id: RESTORE_REQUEST_ID, source_ip: 'none' };
  return changes.map((entry, index) => ({ id: firstId + index, ...entry, ...origin }));
}
