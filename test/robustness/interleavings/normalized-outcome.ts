// The normalized outcome of a run: its responses and the final state, without the parts that differ between equivalent runs: times,
// ids, secrets, versions and records of use.
import { hashToken } from '../../../shared/auth/bearer-token.ts';
import type { Account } from '../../../shared/domain/account.ts';
import type { AuditEntry } from '../../../shared/domain/audit.ts';
import type { Session } from '../../../shared/domain/session.ts';
import { secretFingerprint } from '../../../shared/domain/token.ts';
import { parseAccountItem } from '../../../shared/storage/accounts/account-item.ts';
import { parseAuditItem } from '../../../shared/storage/audit-log/audit-item.ts';
import { sessionKey } from '../../../shared/storage/keys.ts';
import { parseSessionItem } from '../../../shared/storage/sessions/session-item.ts';
import type { ApiResponse } from '../../support/api-response.ts';
import type { Item } from '../../support/invariants.ts';
import { textOf } from '../support/access-set.ts';
import type { Snapshot } from './table-mirror.ts';

export interface Outcome {
  /** By the client. */
  readonly responses: Readonly<Record<string, unknown>>;
  /** One JSON text for each resource and each new audit entry. */
  readonly state: readonly string[];
}

export function normalizeOutcome(
  responses: ReadonlyMap<string, ApiResponse>,
  before: Snapshot,
  items: readonly Item[],
): Outcome {
  const secrets = secretsOf(responses, before);
  const isNewId = newIds(before);
  const nameOf = new Map(items.filter(({ sk }) => sk === 'TEAM').map(({ id, name }) => [id as number, name as string]));
  const userIdOf = new Map(items.filter(({ sk }) => sk === 'ACCOUNT').map(({ id, user_id }) => [id, user_id]));
  const teams = (ids: readonly number[]) => ids.map((id) => nameOf.get(id) ?? `team ${id}`).sort();

  const factsOf = (item: Item): unknown[] => {
    const { pk, sk, schema: _, version: __, id: ___, ...rest } = item;
    switch (String(pk).split('#')[0]) {
      case 'USER':
        return [account(parseAccountItem(item), teams, secrets)];
      case 'TEAM':
        return [
          {
            [`team ${sk === 'USAGE' ? `${nameOf.get(Number(String(pk).split('#')[1]))} usage` : ''}`]:
              withoutZeros(rest),
          },
        ];
      case 'DATASTORE':
        return [{ datastore: { ...rest, team_ids: teams(item.team_ids as number[]) } }];
      case 'POLICY':
        return [{ policy: rest }];
      case 'SESSION':
        return [session(parseSessionItem(item), { before, secrets, userIdOf })];
      case 'AUDIT_LOG':
        return before.has(textOf(item)) ? [] : [entry(parseAuditItem(item), isNewId)];
      default:
        // Guards, lists and counts follow from the resources, and the invariants cover them.
        return [];
    }
  };
  return {
    responses: Object.fromEntries([...responses].sort().map(([client, response]) => [client, effectOf(response)])),
    state: items.flatMap(factsOf).map(withoutTimes).sort(),
  };
}

/** The fields of a response that describe its effect. */
function effectOf({ status, body }: ApiResponse): unknown {
  const { code, name, role, active, revoked, deleted_at, iam_principals } = body ?? {};
  return { status, code, name, role, active, revoked, deleted: deleted_at && 'yes', iam_principals };
}

/** Names of the secrets that clients know, by their fingerprints. */
function secretsOf(responses: ReadonlyMap<string, ApiResponse>, before: Snapshot): ReadonlyMap<string, string> {
  const accounts = [...before.values()].filter(({ sk }) => sk === 'ACCOUNT').map(parseAccountItem);
  const known = accounts.flatMap(({ tokens }) =>
    tokens.flatMap(({ id, hash, generation, previous }) =>
      [{ hash, generation }, previous ?? []]
        .flat()
        .map((one): [string, string] => [secretFingerprint(one.hash), `secret ${one.generation} of token ${id}`]),
    ),
  );
  const returned = [...responses].flatMap(([client, { body }]): [string, string][] => {
    const plaintext =
      body?.bearer_token ?? body?.token?.bearer_token ?? body?.session?.access_token ?? body?.access_token;
    return plaintext === undefined ? [] : [[secretFingerprint(hashToken(plaintext)), `returned to ${client}`]];
  });
  return new Map([...known, ...returned]);
}

/** Returns a function that says whether an id was assigned during the run. */
function newIds(
  before: Snapshot,
): (sequence: 'token' | 'team' | 'datastore' | 'federation_policy', id: number) => boolean {
  const last = before.get('SEQUENCES/LAST');
  const offset = { token: 0, datastore: 0, team: 1, federation_policy: 0 };
  return (sequence, id) => id > Number(last?.[`last_${sequence}`] ?? 0) + offset[sequence];
}

function account(
  { user, ownership, oidc_subject, tokens, federation_policies, session_epoch, sessions_ended_at }: Account,
  teams: (ids: readonly number[]) => string[],
  secrets: ReadonlyMap<string, string>,
): unknown {
  const { id: _, team_ids, created_at: __, last_login, ...rest } = user;
  const secret = (hash: string) => secrets.get(secretFingerprint(hash)) ?? 'unknown';
  return {
    user: { ...rest, teams: teams(team_ids), ...(user.user_type === 'Human' && { last_login }) },
    ownership,
    oidc_subject,
    session_epoch,
    sessions_ended_at,
    federation_policies: federation_policies.map(({ id: ___, ...policy }) => policy),
    tokens: tokens
      .map(({ name, generation, expiration, revoked_at, compromised_at, confirmed_at, hash, previous, retired }) => ({
        ...{ name, generation, expiration, revoked_at, compromised_at },
        secret: secret(hash),
        confirmed: confirmed_at && 'yes',
        previous: previous && {
          secret: secret(previous.hash),
          made_newest: previous.made_newest,
          retired_use: previous.retired_use,
        },
        retired: retired.map(secret),
      }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
}

interface SessionContext {
  readonly before: Snapshot;
  readonly secrets: ReadonlyMap<string, string>;
  /** By the id of the account. */
  readonly userIdOf: ReadonlyMap<unknown, unknown>;
}

function session(
  { id, account_id, hash, created: _, expires: __, ...rest }: Session,
  { before, secrets, userIdOf }: SessionContext,
): unknown {
  const isNew = !before.has(textOf(sessionKey(account_id, id)));
  return {
    session: {
      ...rest,
      user_id: userIdOf.get(account_id),
      id: isNew ? (secrets.get(secretFingerprint(hash)) ?? 'unknown') : id,
    },
  };
}

function entry({ action, actor, target, changes }: AuditEntry, isNewId: ReturnType<typeof newIds>): unknown {
  const namedTarget = target.replace(/^(team|datastore):(\d+)$/, (_, kind, id) =>
    isNewId(kind, Number(id)) ? `new ${kind}` : target,
  );
  const namedChanges = Object.entries(changes)
    // Names of teams repeat the ids of teams, and a hint repeats a part of its secret.
    .filter(([path]) => path !== 'teams' && !path.endsWith('.hint'))
    .map(([path, { from, to }]) => [
      path
        .replace(/^tokens\.(\d+)/, (whole, id) => (isNewId('token', Number(id)) ? 'tokens.new' : whole))
        .replace(/^federation_policies\.(\d+)/, (whole, id) =>
          isNewId('federation_policy', Number(id)) ? 'federation_policies.new' : whole,
        ),
      path === 'team_ids' ? [from, to].map((ids) => namedTeams(ids, isNewId)) : [withoutHint(from), withoutHint(to)],
    ])
    .sort();
  return { entry: { action, actor, target: namedTarget, changes: namedChanges } };
}

function namedTeams(ids: unknown, isNewId: ReturnType<typeof newIds>): unknown {
  return (ids as number[] | null)?.map((id) => (isNewId('team', id) ? 'new' : id));
}

function withoutHint(value: unknown): unknown {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value, hint: undefined } : value;
}

/** A counter that was added to and subtracted from equals one that was never written. */
function withoutZeros(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== 0));
}

function withoutTimes(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'then');
}
