// The table in docs/limits.md: for each partition that several accounts share, the change that takes most of its write units,
// and how often it is possible a second. The units are those of AWS's rules, from the items before and after.
import { authenticateToken } from '../../shared/services/authentication.ts';
import { createTeam } from '../../shared/services/teams.ts';
import { createToken, updateToken } from '../../shared/services/tokens.ts';
import { createUser, deactivateUser, updateUser } from '../../shared/services/users.ts';
import { lastLoginLists, TOTAL_SHARDS } from '../../shared/storage/keys.ts';
import { table, whole } from './markdown.ts';
import { writesOf } from './request-units.ts';
import { CALLER, type Table } from './table.ts';

/** The write units a second of one partition. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const PARTITION_WRITES = 1000;

/** Partitions of one account or token, which no other change waits for. */
const OWN = /^(USER|USER_ID|TOKEN|MEMBERSHIP|OWNERSHIP)#|^audit-by-target/;

/** Groups of partitions that share the writes evenly. */
const SHARDED: Readonly<Record<string, number>> = {
  'TOTALS#<id>': TOTAL_SHARDS,
  'list-by-time USERS#Service#ACTIVE#<id>': lastLoginLists('Service', true).length,
};

/** @param opened - The table; the observer is another client of it. */
export async function limitsTable({ client, tableName, ports }: Table, observer: Table): Promise<string> {
  const { name: team } = await createTeam(ports, CALLER, { name: 'Data Platform', description: '' });
  const create = (name: string) => createUser(ports, CALLER, { name, role: 'Member', teams: [], user_type: 'Service' });
  const user = await create('Airflow Service User');
  const id = String(user.id);
  const email = 'jane@example.com';
  await createUser(ports, CALLER, { name: 'Jane', role: 'Member', teams: [], user_type: 'Human', email });
  const token = { name: 'production', expires_in_days: 90 };
  const issued = await createToken(ports, CALLER, { ...token, user_id: user.id });
  const changes: [string, () => Promise<unknown>][] = [
    ['record a use', () => authenticateToken(ports, issued.bearer_token)],
    ['create a Service User', () => create('Another Service User')],
    ['create a token', () => createToken(ports, CALLER, { ...token, name: 'staging', user_id: user.id })],
    ['revoke a token', () => updateToken(ports, CALLER, String(issued.id), { revoke: true })],
    ['rename a Service User', () => updateUser(ports, CALLER, id, { name: 'Dagster Service User' })],
    ['change a role', () => updateUser(ports, CALLER, id, { role: 'Manager' })],
    ['join a team', () => updateUser(ports, CALLER, id, { teams: [team] })],
    ['get an owner', () => updateUser(ports, CALLER, id, { owners: [email] })],
    ['deactivate a member of a team', () => deactivateUser(ports, CALLER, id)],
  ];
  const most = new Map<string, { readonly change: string; readonly units: number }>();
  for (const [change, act] of changes) {
    if (change.startsWith('deactivate')) await updateToken(ports, CALLER, String(issued.id + 1), { revoke: true });
    const units = new Map<string, number>();
    for (const { partition, consumed } of await writesOf(client, { client: observer.client, tableName }, act)) {
      if (OWN.test(partition)) continue;
      const name = partition.replace(email, '<user_id>').replace(/\d+/g, '<id>');
      units.set(name, (units.get(name) ?? 0) + consumed);
    }
    for (const [partition, consumed] of units) {
      if (consumed > (most.get(partition)?.units ?? 0)) most.set(partition, { change, units: consumed });
    }
  }
  const rows = [...most].sort().map(([partition, { change, units }]) => {
    const partitions = SHARDED[partition] ?? 1;
    const ceiling = Math.floor(PARTITION_WRITES / units) * partitions;
    return [`\`${partition}\``, change, units, partitions, whole(ceiling)];
  });
  return table(['shared partition', 'change', 'write units', 'partitions', 'at most a second'], rows);
}
