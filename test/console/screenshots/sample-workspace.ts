// A small workspace with made-up data, for the images of the documentation.
import type { ApiResponse } from '../../support/api-response.ts';
import { GITHUB } from '../../support/federation-policies.ts';
import type { Workspace } from '../../support/workspace.ts';

const DAY_MS = 24 * 3600 * 1000;

const PEOPLE = [
  { name: 'Grace', email: 'grace@example.com', role: 'Admin' },
  { name: 'Alan', email: 'alan@example.com', role: 'Manager' },
  { name: 'Edsger', email: 'edsger@example.com', role: 'Member' },
];

const SERVICE_USERS = [
  {
    name: 'Airflow production',
    role: 'Manager',
    teams: ['Analytics', 'Finance'],
    owners: ['grace@example.com'],
    purpose: 'Loads the warehouse once a day',
    labels: { env: 'production', platform: 'airflow' },
    tokens: { scheduler: { expires: 12, used: 0.01 }, backfill: { expires: 58, used: 3 } },
  },
  {
    name: 'dbt nightly',
    teams: ['Analytics'],
    owners: ['grace@example.com', 'alan@example.com'],
    purpose: 'Builds the models of the warehouse',
    labels: { env: 'production', platform: 'dbt' },
    tokens: { production: { expires: 26, used: 0.4 } },
  },
  {
    name: 'Terraform deploy',
    role: 'Admin',
    teams: ['Platform'],
    owners: ['admin@example.com'],
    purpose: 'Applies the infrastructure from the main branch',
    labels: { env: 'production', platform: 'terraform' },
    tokens: {},
  },
  {
    name: 'Fivetran sync',
    teams: ['Finance'],
    owners: ['alan@example.com'],
    purpose: 'Copies invoices into the ledger',
    labels: { env: 'production', platform: 'fivetran' },
    tokens: { connector: { expires: 40, used: 1 }, sandbox: { expires: 41, used: 20 } },
  },
  {
    name: 'Report exporter',
    teams: ['Finance'],
    owners: [],
    labels: { env: 'test' },
    tokens: { export: { expires: 75, used: 80 } },
  },
  { name: 'Jenkins legacy', teams: ['Platform'], owners: ['alan@example.com'], tokens: {} },
] as const;

/** @returns the Service Users, by their names */
export async function fillWorkspace(workspace: Workspace): Promise<Record<string, ApiResponse['body']>> {
  const { admin } = workspace;
  for (const [name, description] of Object.entries({
    Analytics: 'Dashboards and models',
    Finance: 'Invoices and the ledger',
    Platform: 'Infrastructure and pipelines',
  })) {
    await admin.post('/api/teams', { name, description });
  }
  for (const [name, teams] of Object.entries({ Warehouse: ['Analytics'], Ledger: ['Finance'], Events: ['Public'] })) {
    await admin.post('/api/datastores', { name, teams });
  }
  await admin.put('/api/users/admin@example.com', { name: 'Ada' });
  for (const person of PEOPLE) await admin.post('/api/users', { user_type: 'Human', teams: ['Analytics'], ...person });

  const users: Record<string, ApiResponse['body']> = {};
  for (const { tokens, ...fields } of SERVICE_USERS) {
    const { body: user } = await admin.post('/api/users', fields);
    users[user.name] = user;
    for (const [name, { expires, used }] of Object.entries<{ expires: number; used: number }>(tokens)) {
      const { body: token } = await admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 90 });
      await workspace.client(token.bearer_token).get('/api/me');
      await workspace.setTokenTimes(token, {
        created: fromNow(-89),
        expiration: fromNow(expires),
        last_used: fromNow(-used),
      });
    }
  }
  const { id } = users['Terraform deploy'];
  await admin.put(`/api/users/${id}`, { iam_principals: ['arn:aws:iam::111122223333:role/terraform'] });
  await admin.post(`/api/users/${id}/federation-policies`, GITHUB);
  await admin.delete(`/api/users/${users['Jenkins legacy'].id}`);
  return users;
}

const fromNow = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();
