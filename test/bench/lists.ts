// The capacity that reads and pages of lists consume in DynamoDB: measured in a small workspace and in a large one, and
// computed for one that is ten times as large.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Assembly } from '../../infra/local/template/assembly.ts';
import { progressBar } from '../../infra/seed/progress-bar.ts';
import { writeSampleData } from '../../infra/seed/sample-data.ts';
import type { UserFilter } from '../../shared/contracts/users.ts';
import type { FindingCode } from '../../shared/domain/access-review.ts';
import type { TokenStatus } from '../../shared/domain/token.ts';
import { listAccessReview } from '../../shared/services/access-review.ts';
import { listAuditLog } from '../../shared/services/audit-log.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { listDatastores } from '../../shared/services/datastores.ts';
import type { Caller } from '../../shared/services/ports/request-context.ts';
import { listTeams } from '../../shared/services/teams.ts';
import { createToken, listServiceTokens } from '../../shared/services/tokens.ts';
import { getUser, listUsers } from '../../shared/services/users.ts';
import { dynamoFederationUses } from '../../shared/storage/accounts/federation-uses.ts';
import { type Consumption, consumptionOf } from '../support/consumed-capacity.ts';
import { table, times } from '../support/markdown.ts';
import { CALLER, openTable, type Table } from '../support/table.ts';
import { type Part, progress } from './workbench.ts';

const SIZES = [1000, 100_000] as const;
const COMPUTED_SIZE = 1_000_000;
/** The most entries that a request reads: see `docs/limits.md`. */
const MAX_ENTRIES = 10_000;
const TOKENS = 3;
const TEAMS = 1000;
const DATASTORES = 10_000;
const SIZE = 20;

export const lists: Part = async ({ assembly, endpoint }) => {
  const measured = [];
  for (const users of SIZES) measured.push(await measure(assembly, endpoint, users));
  return compared(measured);
};

async function measure(assembly: Assembly, endpoint: string, users: number): Promise<Map<string, Consumption>> {
  const opened = await openTable(assembly, endpoint);
  const size = { users, tokens: TOKENS, teams: TEAMS, datastores: DATASTORES };
  // The client of the functions waits for a short time only. This one finds the database in the environment, too.
  const patient = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  await writeSampleData(patient, opened.tableName, size, { onProgress: progressBar(`seeding ${users} users`) });
  const measured = new Map<string, Consumption>();
  for (const [request, act] of await requests(opened, users)) {
    progress(`  ${request}`);
    measured.set(request, await consumptionOf(opened.client, act));
  }
  return measured;
}

type Request = readonly [what: string, act: () => Promise<unknown>];

async function requests({ ports, client, tableName }: Table, users: number): Promise<Request[]> {
  const middle = Math.floor(users / 2);
  const { bearer_token } = await createToken(ports, CALLER, { name: 'bench', user_id: middle, expires_in_days: 1 });
  await authenticateToken(ports, bearer_token);
  const middleUser = await ports.accounts.byId(middle);
  const member: Caller = { ...CALLER, principal: { ...CALLER.principal, role: 'Member', team_ids: [1, 2, 3, 4, 5] } };

  const filter = (changes: Partial<UserFilter> = {}): UserFilter => ({
    size: SIZE,
    sort: 'name',
    sort_dir: 'asc',
    include_deleted: false,
    ...changes,
  });
  const reviewPorts = { ...ports, federationUses: dynamoFederationUses(client, tableName) };
  const review = (finding?: FindingCode) => listAccessReview(reviewPorts, { size: SIZE, cursor: '*', finding });
  const walk = (changes: Partial<UserFilter> = {}) => listUsers(ports, filter({ cursor: '*', ...changes }));
  /** The cursor of a page, found by a walk with larger pages. */
  async function cursorOf(page: number): Promise<string> {
    let cursor = '*';
    for (let left = (page - 1) * SIZE; left > 0; ) {
      const step = Math.min(left, 200);
      cursor = (await listUsers(ports, filter({ cursor, size: step }))).next_cursor ?? '*';
      left -= step;
    }
    return cursor;
  }
  const byRole = () => listUsers(ports, filter({ type: 'Service', role: 'Member', sort: 'role' }));
  const unused = () => listServiceTokens(ports, { size: SIZE, unused_since: '2000-01-01T00:00:00.000Z' });
  const second = await cursorOf(2);
  // The same page at every size.
  const deepPage = Math.floor(SIZES[0] / SIZE) - 1;
  const deep = await cursorOf(deepPage);
  const tokens = (status?: TokenStatus) => listServiceTokens(ports, { size: SIZE, cursor: '*', status });
  return [
    ['authenticate a token', () => authenticateToken(ports, bearer_token)],
    ['get a user by id', () => getUser(ports, CALLER, String(middle))],
    ['users: first page by cursor', () => walk()],
    ['users: second page by cursor', () => listUsers(ports, filter({ cursor: second }))],
    ['users: page 49 by cursor', () => listUsers(ports, filter({ cursor: deep }))],
    ['users: sorted by created', () => walk({ sort: 'created' })],
    ['users: sorted by last login, descending', () => walk({ sort: 'last_login', sort_dir: 'desc' })],
    ['users: type=Service', () => walk({ type: 'Service' })],
    ['users: role=Admin', () => walk({ role: 'Admin' })],
    ['users: team=...', () => walk({ team: 'Sample team 2' })],
    [
      'users: team=..., role=Manager, sorted by role',
      () => walk({ team: 'Sample team 2', role: 'Manager', sort: 'role' }),
    ],
    ['users: role=Admin, sorted by created (filtered)', () => walk({ role: 'Admin', sort: 'created' })],
    ['users: name=sample, part of every name (filtered)', () => walk({ name: 'SAMPLE' })],
    ['users: name of one user (filtered)', () => walk({ name: middleUser?.user.name ?? '' })],
    ['users: page=1, with the total', () => listUsers(ports, filter({ page: 1 }))],
    ['users: page=49, with the total', () => listUsers(ports, filter({ page: deepPage }))],
    ['users: type=Service, role=Member, sorted by role, with the total', () => byRole()],
    ['users: team=..., with the total', () => listUsers(ports, filter({ team: 'Sample team 2' }))],
    ['users: sorted by last login, with the total', () => listUsers(ports, filter({ sort: 'last_login' }))],
    ['service tokens: first page by cursor', () => tokens()],
    ['service tokens: page=1, with the total', () => listServiceTokens(ports, { size: SIZE })],
    ['service tokens: page=49, with the total', () => listServiceTokens(ports, { size: SIZE, page: 49 })],
    ['service tokens: status=Revoked', () => tokens('Revoked')],
    ['service tokens: status=Active', () => tokens('Active')],
    [
      'service tokens: status=Active, counted up to 1,000',
      () => listServiceTokens(ports, { size: SIZE, status: 'Active' }),
    ],
    ['service tokens: status=Expired, of which there is none', () => tokens('Expired')],
    ['service tokens: name of one token (filtered)', () => listServiceTokens(ports, { size: SIZE, name: 'bench' })],
    ['service tokens: unused_since, of which there is none', () => unused()],
    [
      "datastores: a Member's of five teams, by cursor",
      () => listDatastores(ports, member, { size: SIZE, cursor: '*' }),
    ],
    ["datastores: a Member's of five teams, with the total", () => listDatastores(ports, member, { size: SIZE })],
    ["datastores: an Admin's, by cursor", () => listDatastores(ports, CALLER, { size: SIZE, cursor: '*' })],
    ['teams: first page by cursor', () => listTeams(ports, { size: SIZE, cursor: '*' })],
    ['access review: first page', () => review()],
    ['access review: finding=wide_federation, of which there is none', () => review('wide_federation')],
    ['audit log: first page by cursor', () => listAuditLog(ports, { size: SIZE, cursor: '*' })],
    ['audit log: target=...', () => listAuditLog(ports, { size: SIZE, cursor: '*', target: middleUser?.user.user_id })],
  ];
}

function compared([small, large]: Map<string, Consumption>[]): string {
  const shown = ({ roundTrips, entries, units }: Consumption) => `${roundTrips} · ${entries} · ${units}`;
  const rows = [...(small ?? [])].map(([request, before]) => {
    const after = large?.get(request) ?? before;
    const larger = computed(request, before, after);
    return [
      request,
      shown(before),
      shown(after),
      shown(larger),
      before.units === 0 ? '' : times(larger.units / before.units),
    ];
  });
  const sizes = [...SIZES, COMPUTED_SIZE].map((size) => `${size.toLocaleString('en-US')} users`);
  return table(
    [
      `pages of ${SIZE}: round trips · index entries · read units`,
      ...sizes.slice(0, -1),
      `${sizes.at(-1)} (computed)`,
      'ratio',
    ],
    rows,
  );
}

/**
 * What the request consumes in the larger workspace. Only a filter reads more entries of a longer list, up to the most that a
 * request reads; other requests read the entries of their page, and those before it.
 */
function computed(request: string, small: Consumption, large: Consumption): Consumption {
  if (!request.endsWith('(filtered)') || large.entries <= 1.1 * small.entries) return large;
  const [from, to] = SIZES;
  const growth = (large.entries - small.entries) / (to - from);
  const entries = Math.max(large.entries, Math.min(MAX_ENTRIES, large.entries + growth * (COMPUTED_SIZE - to)));
  const factor = entries / large.entries;
  return {
    entries: Math.round(entries),
    units: Math.round(large.units * factor),
    roundTrips: Math.ceil(large.roundTrips * factor),
  };
}
