// Generates a large workspace: Service Users with tokens and teams, and datastores, as the system would have stored them.
import { randomBytes } from 'node:crypto';
import { type DynamoDBDocumentClient, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { hashToken, hintOf, mintToken } from '../../shared/auth/bearer-token.ts';
import { type Account, newAccount, withOwnership } from '../../shared/domain/account.ts';
import { addToken, revokeToken } from '../../shared/domain/account-tokens.ts';
import { type AuditEntry, accountChanges, auditEntryId, DEPLOYMENT, fieldChanges } from '../../shared/domain/audit.ts';
import type { Datastore } from '../../shared/domain/datastore.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { PUBLIC_TEAM, type Team } from '../../shared/domain/team.ts';
import { type Role, serviceUserId } from '../../shared/domain/user.ts';
import { accountWrites } from '../../shared/storage/accounts/account-writes.ts';
import { countsInTeams, countsOf } from '../../shared/storage/accounts/counters.ts';
import { type Counts, countWrites, sum } from '../../shared/storage/counts.ts';
import {
  countsInTeams as countsOfDatastore,
  datastoreWrites,
} from '../../shared/storage/datastores/datastore-writes.ts';
import type { Item } from '../../shared/storage/dynamodb/schema-version.ts';
import { sequencesKey, TOTAL_SHARDS, teamUsageKey, totalsKey } from '../../shared/storage/keys.ts';
import { type TeamCounts, teamWrites, usageOfTeams } from '../../shared/storage/teams/team-writes.ts';
import { type BulkMode, BulkWriter, itemsOf } from '../operator/bulk-write.ts';

export interface SampleSize {
  readonly users: number;
  /** Number of tokens of each user. */
  readonly tokens: number;
  readonly teams: number;
  readonly datastores: number;
}

const PLATFORMS = ['Airflow', 'dbt', 'Dagster', 'Jenkins', 'Fivetran', 'Terraform', 'Spark', 'Looker'];
/** The roles of ten consecutive users. */
const ROLES: readonly Role[] = ['Admin', 'Manager', 'Manager', ...Array<Role>(7).fill('Member')];
const CREATED_EVERY_MS = 1000;
/** Every 20th token is revoked. */
const REVOKED_EVERY = 20;

export interface SampleOptions {
  /** Called with the part that is written, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** @default batches */
  readonly mode?: BulkMode;
}

/** Adds sample data to a table. The plaintext of its tokens is discarded. */
export async function writeSampleData(
  client: DynamoDBDocumentClient,
  TableName: string,
  size: SampleSize,
  { onProgress, mode }: SampleOptions = {},
): Promise<void> {
  const first = await allocateIds(client, TableName, size);
  const total = size.users + size.teams + size.datastores;
  let written = 0;
  const batches = new BulkWriter(client, TableName, mode);
  const totals = new Map<number, Counts>();
  const countAccount = (account: Account) => {
    const shard = account.user.id % TOTAL_SHARDS;
    totals.set(shard, sum([totals.get(shard) ?? {}, countsOf(account)]));
  };
  for (const items of sampleItems(size, first, countAccount)) {
    await batches.add(items);
    written += 1;
    onProgress?.(written / total);
  }
  await batches.flush();
  for (const [shard, counts] of totals) {
    for (const { item } of countWrites(totalsKey(shard), counts)) {
      await client.send(new UpdateCommand(item(TableName).Update as UpdateCommandInput));
    }
  }
}

/** For each sequence, the id before the first new one. */
interface FirstIds {
  readonly user: number;
  readonly token: number;
  readonly team: number;
  readonly datastore: number;
}

async function allocateIds(client: DynamoDBDocumentClient, TableName: string, size: SampleSize): Promise<FirstIds> {
  const wanted = { user: size.users, token: size.users * size.tokens, team: size.teams, datastore: size.datastores };
  const { Attributes = {} } = await client.send(
    new UpdateCommand({
      TableName,
      Key: sequencesKey,
      UpdateExpression: `ADD ${Object.keys(wanted)
        .map((kind) => `last_${kind} :${kind}`)
        .join(', ')}`,
      ExpressionAttributeValues: Object.fromEntries(Object.entries(wanted).map(([kind, count]) => [`:${kind}`, count])),
      ReturnValues: 'ALL_NEW',
    }),
  );
  const before = (kind: keyof FirstIds) => Number(Attributes[`last_${kind}`]) - wanted[kind];
  return {
    user: before('user'),
    token: before('token'),
    team: before('team') + PUBLIC_TEAM.id,
    datastore: before('datastore'),
  };
}

/** Yields the items of one resource at a time: users, datastores, then the teams that they use. */
function* sampleItems(size: SampleSize, first: FirstIds, onAccount: (account: Account) => void): Generator<Item[]> {
  const start = Date.now() - (size.users + size.teams + size.datastores) * CREATED_EVERY_MS;
  let moment = start;
  const entry = (action: AuditEntry['action'], target: string, changes: AuditEntry['changes']): AuditEntry => {
    moment += CREATED_EVERY_MS;
    const now = new Date(moment);
    const request = { request_id: 'sample-data', source_ip: 'localhost' };
    return {
      id: auditEntryId(now, Math.random()),
      at: now.toISOString(),
      actor: DEPLOYMENT,
      action,
      target,
      changes,
      ...request,
    };
  };
  const inTeams: TeamCounts[] = [];

  for (let index = 0; index < size.users; index += 1) {
    const teams = teamsOf(index, size.teams, first.team);
    const { account, steps } = sampleUser(index, size, first, teams, new Date(moment));
    // One entry for each step, as the API writes them.
    const entries = steps.map(({ action, state }, step) =>
      entry(action, state.user.user_id, accountChanges(steps[step - 1]?.state, state)),
    );
    inTeams.push(countsInTeams(account));
    onAccount(account);
    yield itemsOf(accountWrites({ before: undefined, after: account, entries }));
  }
  for (let index = 0; index < size.datastores; index += 1) {
    const id = first.datastore + index + 1;
    const team_ids = teamsOf(index * 7, size.teams, first.team).slice(0, 2);
    const datastore: Datastore = { version: 1, id, name: `Sample datastore ${id}`, team_ids };
    inTeams.push(countsOfDatastore(datastore));
    const changes = fieldChanges<Datastore>(['name', 'team_ids'], undefined, datastore);
    const created = entry('datastore.created', `datastore:${id}`, changes);
    yield itemsOf(datastoreWrites({ before: undefined, after: datastore, entries: [created] }));
  }
  const used = usageOfTeams(inTeams);
  for (let index = 0; index < size.teams; index += 1) {
    const id = first.team + index + 1;
    const team: Team = { version: 1, id, name: `Sample team ${id}`, description: 'Created by the sample data' };
    const created = entry('team.created', `team:${id}`, fieldChanges<Team>(['name', 'description'], undefined, team));
    const items = itemsOf(teamWrites({ before: undefined, after: team, entries: [created] }));
    const usage = teamUsageKey(id);
    yield items.map((item) => (item.pk === usage.pk && item.sk === usage.sk ? { ...item, ...used.get(id) } : item));
  }
}

/** Every seventh user or datastore is in the first team. Each is in one or two others. */
function teamsOf(index: number, teams: number, before: number): number[] {
  if (teams === 0) return [];
  const wanted = [
    ...(index % 7 === 0 ? [0] : []),
    (index * 31) % teams,
    ...(index % 3 === 0 ? [(index * 17 + 5) % teams] : []),
  ];
  return [...new Set(wanted)].map((team) => before + team + 1);
}

interface SampleStep {
  readonly action: AuditEntry['action'];
  /** The account after the step. */
  readonly state: Account;
}

function sampleUser(index: number, size: SampleSize, first: FirstIds, team_ids: readonly number[], now: Date) {
  const id = first.user + index + 1;
  const platform = PLATFORMS[index % PLATFORMS.length] ?? '';
  const name = `${platform} sample ${id}`;
  const role = ROLES[index % ROLES.length] ?? 'Member';
  const identity = {
    id,
    user_id: serviceUserId(name),
    user_type: 'Service',
    name,
    email: null,
    role,
    team_ids,
  } as const;
  const ownership = { purpose: `Sample pipelines of ${platform}`, labels: { platform: platform.toLowerCase() } };
  const created = newAccount({ ...identity, created_by: DEPLOYMENT.user_id }, now);
  let account: Account = { ...withOwnership(created, ownership, DEFAULT_POLICY), version: 1 };
  const steps: SampleStep[] = [{ action: 'user.created', state: account }];
  const add = (action: SampleStep['action'], state: Omit<Account, 'version'>) => {
    account = { ...state, version: 1 };
    steps.push({ action, state: account });
  };
  for (let number = 1; number <= size.tokens; number += 1) {
    const tokenId = first.token + index * size.tokens + number;
    const source = { account_id: id, token_id: tokenId, type: 'Service', prefix: '', random: randomBytes(32) } as const;
    const plaintext = mintToken(source);
    const record = { id: tokenId, name: `token ${number}`, hash: hashToken(plaintext), hint: hintOf(plaintext) };
    const terms = { expires_in_days: 365, policy: DEFAULT_POLICY, created_by: DEPLOYMENT.user_id };
    add('token.created', addToken(account, { ...record, ...terms }, now));
    if (tokenId % REVOKED_EVERY === 0) add('token.revoked', revokeToken(account, tokenId, now));
  }
  return { account, steps };
}
