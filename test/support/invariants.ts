// The invariants of the whole table: the rules that its items must obey at any time, under any concurrency.
import type { Account } from '../../shared/domain/account.ts';
import { AUDITED_LISTS, type AuditEntry, accountChanges, fieldChanges } from '../../shared/domain/audit.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import type { Datastore } from '../../shared/domain/datastore.ts';
import { nameKey } from '../../shared/domain/names.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import type { Session } from '../../shared/domain/session.ts';
import { PUBLIC_TEAM, type Team } from '../../shared/domain/team.ts';
import { isActive } from '../../shared/domain/token.ts';
import { isActiveHumanAdmin } from '../../shared/domain/user.ts';
import {
  parseAccountItem,
  toAccountItem,
  toMembershipItems,
  toOwnershipItems,
} from '../../shared/storage/accounts/account-item.ts';
import { toTokenPointer } from '../../shared/storage/accounts/account-writes.ts';
import { countsInTeams } from '../../shared/storage/accounts/counters.ts';
import { totalsItems } from '../../shared/storage/accounts/totals.ts';
import { parseAuditItem } from '../../shared/storage/audit-log/audit-item.ts';
import { parseDatastoreItem } from '../../shared/storage/datastores/datastore-item.ts';
import { migrateItem, SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { parseSessionItem } from '../../shared/storage/sessions/session-item.ts';
import { parseTeamItem } from '../../shared/storage/teams/team-item.ts';
import { usageOfTeams } from '../../shared/storage/teams/team-writes.ts';

export type Item = Record<string, unknown>;

const POLICY_FIELDS = [
  'max_lifetime_days',
  'default_lifetime_days',
  'never_expiring_roles',
  'max_overlap_hours',
  'max_tokens_per_account',
  'unused_after_days',
  'session_hours',
  'revoke_unused_after_days',
  'revoke_unused_from',
  'owner_required',
  'purpose_required',
] as const;

/** Migrates an item of an earlier schema version. */
function ofThisRelease(item: Item): Item {
  return Number(item.schema ?? 0) < SCHEMA_VERSION ? migrateItem(item) : item;
}

/** Describes each violation of an invariant. */
export function violations(items: readonly Item[], now = new Date()): string[] {
  const ofKind = (prefix: string) => items.filter((item) => String(item.pk).startsWith(prefix));
  const accounts = ofKind('USER#').map((item) => parseAccountItem(ofThisRelease(item)));
  const teams = ofKind('TEAM#')
    .filter(({ sk }) => sk === 'TEAM')
    .map(parseTeamItem);
  const datastores = ofKind('DATASTORE#').map(parseDatastoreItem);
  return [
    ...accounts.flatMap((account) => activeTokenOfDeactivated(account, now)),
    ...rosterIsRight(accounts, ofKind('HUMAN_ADMINS')),
    ...pointersAreRight(
      'user_id',
      ofKind('USER_ID#'),
      accounts.map(({ user }) => [`USER_ID#${user.user_id}`, user.id]),
    ),
    ...pointersAreRight(
      'token',
      ofKind('TOKEN#'),
      accounts.flatMap(({ user, tokens }) => tokens.map(({ id }) => [`TOKEN#${id}`, user.id] as const)),
    ),
    ...pointersAreRight(
      'IAM principal',
      ofKind('IAM_PRINCIPAL#'),
      accounts.flatMap(({ user }) =>
        user.iam_principals.map((principal) => [`IAM_PRINCIPAL#${principal.split('#')[0]}`, user.id] as const),
      ),
    ),
    ...pointersAreRight(
      'subject',
      ofKind('SUBJECT#'),
      accounts.flatMap(({ user, oidc_subject: seen }) =>
        seen === null ? [] : [[`SUBJECT#${seen.issuer}#${seen.subject}`, user.id] as const],
      ),
    ),
    ...teamsAreRight(accounts, teams, datastores, items),
    ...totalsAreRight(accounts, items),
    ...listsAreRight(accounts, items),
    ...sessionsAreRight(accounts, ofKind('SESSION#').map(parseSessionItem), ofKind('AUDIT_LOG').map(parseAuditItem)),
    ...auditDiscrepancies(items.flatMap(stateOf), ofKind('AUDIT_LOG').map(parseAuditItem)),
  ];
}

/** The audited state of a resource, as the changes of an entry that creates it. */
export type State = readonly [target: string, changes: AuditEntry['changes']];

/** The audited state in an item, if it has one. */
export function stateOf(item: Item): State[] {
  const { pk, sk } = item;
  if (sk === 'ACCOUNT') {
    const account = parseAccountItem(item);
    return [[account.user.user_id, accountChanges(undefined, account)]];
  }
  if (sk === 'TEAM') {
    const team = parseTeamItem(item);
    return [[`team:${team.id}`, fieldChanges<Team>(['name', 'description'], undefined, team)]];
  }
  if (sk === 'DATASTORE') {
    const datastore = parseDatastoreItem(item);
    return [[`datastore:${datastore.id}`, fieldChanges<Datastore>(['name', 'team_ids'], undefined, datastore)]];
  }
  if (pk !== 'POLICY') return [];
  // A policy that an earlier version has stored lacks the fields that were added since.
  return [['policy', fieldChanges(POLICY_FIELDS, DEFAULT_POLICY, { ...DEFAULT_POLICY, ...item } as never)]];
}

/**
 * R5, R10: every referenced team exists and counts its references, and every name and every list entry belongs to
 * something that exists.
 */
function teamsAreRight(
  accounts: readonly Account[],
  teams: readonly Team[],
  datastores: readonly Datastore[],
  items: readonly Item[],
): string[] {
  const found = (pattern: RegExp, shown: (item: Item) => string) =>
    sorted(
      items.filter(({ pk, sk }) => pattern.test(`${pk}/${sk}`)).map((item) => `${item.pk}/${item.sk} ${shown(item)}`),
    );
  const withTeam = (what: readonly { readonly team_ids: readonly number[] }[], id: number) =>
    what.filter(({ team_ids }) => team_ids.includes(id)).length;
  const users = accounts.map(({ user }) => user);
  const counted = ({ id }: Team) => id !== PUBLIC_TEAM.id;
  const compared: [string, string, string[]][] = [
    [
      'use of teams',
      found(/^TEAM#(?!1\/).*\/USAGE$/, ({ accounts: used, datastores: named }) => `${used} ${named}`),
      teams.filter(counted).map(({ id }) => `TEAM#${id}/USAGE ${withTeam(users, id)} ${withTeam(datastores, id)}`),
    ],
    [
      'members of teams',
      found(/^MEMBERSHIP#/, ({ list, by_role }) => `${list} ${by_role}`),
      accounts.flatMap(toMembershipItems).map((item) => `${item.pk}/${item.sk} ${item.list} ${item.by_role}`),
    ],
    [
      'accounts of owners',
      found(/^OWNERSHIP#/, ({ list, by_role }) => `${list} ${by_role}`),
      accounts.flatMap(toOwnershipItems).map((item) => `${item.pk}/${item.sk} ${item.list} ${item.by_role}`),
    ],
    [
      'names of teams',
      found(/^TEAM_NAMES/, ({ id }) => `${id}`),
      teams.map(({ id, name }) => `TEAM_NAMES/${nameKey(name)} ${id}`),
    ],
    [
      'names of datastores',
      found(/^DATASTORE_NAMES/, ({ id }) => `${id}`),
      datastores.map(({ id, name }) => `DATASTORE_NAMES/${nameKey(name)} ${id}`),
    ],
    [
      'datastores of teams',
      found(/^TEAM_DATASTORES#/, ({ id }) => `${id}`),
      datastores.flatMap(({ id, name, team_ids }) =>
        team_ids.map((team) => `TEAM_DATASTORES#${team}/${nameKey(name)} ${id}`),
      ),
    ],
  ];
  const named = new Set([...users, ...datastores].flatMap(({ team_ids }) => team_ids));
  return [
    ...[...named]
      .filter((id) => !teams.some((team) => team.id === id))
      .map((id) => `team ${id} is referenced, but does not exist`),
    ...compared.flatMap(([what, is, expected]) =>
      is === sorted(expected) ? [] : [`the ${what} are ${is}, not ${sorted(expected)}`],
    ),
  ];
}

/** The totals of lists, and those of the members of each team, equal a recount. */
function totalsAreRight(accounts: readonly Account[], items: readonly Item[]): string[] {
  const shown = ({ pk, sk: _, schema: __, accounts: ___, datastores: ____, ...counts }: Item) =>
    `${pk} ${JSON.stringify(
      Object.entries(counts)
        .filter(([, number]) => number !== 0)
        .sort(),
    )}`;
  const counted = (kept: readonly Item[]) => sorted(kept.map(shown).filter((text) => !text.endsWith(' []')));
  const inTeams = [...usageOfTeams(accounts.map(countsInTeams))].map(([id, counts]) => ({
    pk: `TEAM#${id}`,
    ...counts,
  }));
  const compared = [
    ['totals', items.filter(({ pk }) => String(pk).startsWith('TOTALS#')), totalsItems(accounts)],
    ['totals of teams', items.filter(({ sk }) => sk === 'USAGE'), inTeams],
  ] as const;
  return compared.flatMap(([what, stored, recount]) =>
    counted(stored) === counted(recount) ? [] : [`the ${what} are ${counted(stored)}, not ${counted(recount)}`],
  );
}

/** The attributes by which the indexes list accounts and service tokens are those of their state. */
function listsAreRight(accounts: readonly Account[], items: readonly Item[]): string[] {
  const shown = ({ pk, list, time_list, by_name, by_role, by_created, by_time, search_name }: Item) =>
    JSON.stringify([pk, list, time_list, by_name, by_role, by_created, by_time, search_name]);
  const cause = { at: '', actor: '', request_id: '' };
  const expected = new Map(
    accounts
      .filter(({ uncounted }) => !uncounted)
      .flatMap((account) => [
        toAccountItem(account, cause),
        ...account.tokens.map((token) => toTokenPointer(account.user, token)),
      ])
      .map((item) => [item.pk, shown(item)]),
  );
  return items
    .filter((item) => expected.has(item.pk) && expected.get(item.pk) !== shown(item))
    .map((item) => `the list entry is ${shown(item)}, not ${expected.get(item.pk)}`);
}

/** R6, R7, R9 */
function activeTokenOfDeactivated({ user, tokens }: Account, now: Date): string[] {
  if (user.deleted_at === null) return [];
  return tokens
    .filter((token) => isActive(token, now))
    .map(({ name }) => `${user.user_id} is deactivated and has the active token ${name}`);
}

/** R8 */
function rosterIsRight(accounts: readonly Account[], [roster]: readonly Item[]): string[] {
  const admins = accounts.filter(({ user }) => isActiveHumanAdmin(user)).map(({ user }) => user.id);
  const listed = [...((roster?.admins as Set<number>) ?? [])];
  if (admins.length === 0) return ['no active human Admin is left'];
  return sorted(admins) === sorted(listed)
    ? []
    : [`the roster lists ${sorted(listed)}, and the human Admins are ${sorted(admins)}`];
}

/** R4, and the lookup of tokens: one pointer item for each, to the correct account. */
function pointersAreRight(
  what: string,
  pointers: readonly Item[],
  expected: readonly (readonly [string, number])[],
): string[] {
  const [found, wanted] = [
    pointers.map(({ pk, account_id }) => `${pk}>${account_id}`),
    expected.map(([pk, id]) => `${pk}>${id}`),
  ];
  return sorted(found) === sorted(wanted)
    ? []
    : [`the pointers of ${what} are ${sorted(found)}, not ${sorted(wanted)}`];
}

/** A session is of an account and of an epoch that the account has reached, and is gone when the log says that it ended. */
function sessionsAreRight(
  accounts: readonly Account[],
  sessions: readonly Session[],
  entries: readonly AuditEntry[],
): string[] {
  const byId = new Map(accounts.map((account) => [account.user.id, account]));
  const ended = new Set(
    entries.flatMap(({ target, changes }) =>
      Object.keys(changes).flatMap((path) => (path.startsWith('sessions.') ? [`${target} ${path}`] : [])),
    ),
  );
  return sessions.flatMap(({ account_id, id, epoch }) => {
    const account = byId.get(account_id);
    if (account === undefined) return [`the session ${id} has no account`];
    return [
      ...(epoch > account.session_epoch ? [`the session ${id} is of a future epoch`] : []),
      ...(ended.has(`${account.user.user_id} sessions.${id}`) ? [`the session ${id} has ended, but exists`] : []),
    ];
  });
}

/**
 * R12: one entry for each change, and no other. For every field, the old values in the entries and the current value
 * must equal the new values in the entries and the initial value (nothing).
 */
export function auditDiscrepancies(states: readonly State[], entries: readonly AuditEntry[]): string[] {
  const balance = new Map<string, number>();
  const count = (target: string, field: string, value: unknown, by: number) => {
    if (value === null || value === undefined) return;
    const key = `${target} ${field} = ${canonicalJson(value)}`;
    balance.set(key, (balance.get(key) ?? 0) + by);
  };
  for (const { target, changes } of entries) {
    for (const [field, { from, to }] of flattened(changes)) {
      count(target, field, from, -1);
      count(target, field, to, 1);
    }
  }
  for (const [target, state] of states) {
    for (const [field, { from, to }] of flattened(state)) {
      count(target, field, from, 1);
      count(target, field, to, -1);
    }
  }
  return [...balance]
    .filter(([, sum]) => sum !== 0)
    .map(([key, sum]) => `the audit log is off by ${sum} about: ${key}`);
}

/** The path of a token or a federation policy that was created or deleted. */
const WHOLE_ITEM = new RegExp(`^(?:${AUDITED_LISTS.join('|')})\\.\\d+$`);

/** The fields of a created or deleted token or federation policy, like those of a changed one. */
function flattened(changes: AuditEntry['changes']): [string, { from: unknown; to: unknown }][] {
  return Object.entries(changes).flatMap(([path, { from, to }]): [string, { from: unknown; to: unknown }][] => {
    // Names of teams are derived from `team_ids` at the time of the entry, and sessions are not audited when they begin.
    if (path === 'teams' || path.startsWith('sessions.') || path.endsWith('.superseded_secret_rotation')) return [];
    if (!WHOLE_ITEM.test(path)) return [[path, { from, to }]];
    const [before, after] = [(from ?? {}) as Item, (to ?? {}) as Item];
    return Object.keys({ ...before, ...after }).map((field) => [
      `${path}.${field}`,
      { from: before[field], to: after[field] },
    ]);
  });
}

function sorted(values: readonly (string | number)[]): string {
  return [...values].sort().join(', ');
}
