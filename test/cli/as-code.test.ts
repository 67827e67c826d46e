// service-users.yaml: plan, apply, drift and import.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { noteSecrets } from '../support/canaries.ts';
import { it } from './support/cli.ts';

const FILE = `version: 1
teams:
  - name: Data
    description: Data engineering
  - name: Analytics
datastores:
  - name: Warehouse
    teams: [Data, Analytics]
service_users:
  - name: Airflow Service User
    role: Manager
    teams: [Data]
    owners: [admin@example.com]
    purpose: Loads the warehouse.
    labels: { env: production }
    iam_principals: ["arn:aws:iam::123456789012:role/ci/airflow"]
    tokens:
      - name: production
        expires_in_days: 30
        scopes: [datastores:read]
        allowed_cidrs: [127.0.0.0/8]
        secret: file:airflow.token
  - name: ETL
    teams: [Analytics]
    managed_by: platform repository
    federation_policies:
      - name: deploy
        issuer: https://token.actions.githubusercontent.com
        audience: https://service-users.example.com
        subject: repo:acme/etl:environment:prod
        claims: { repository_id: "1", repository_owner_id: "2" }
        scopes: [teams:read]
`;

it('applies the file once, and then finds nothing to change', async ({ cli, workspace }) => {
  writeFileSync(join(cli.folder, 'service-users.yaml'), FILE);
  const planned = await cli.run(['plan']);
  expect(planned).toMatchObject({ code: 2, stderr: '7 to create, 0 to update, 0 to delete, 0 blocked.\n' });
  expect(planned.stdout).toMatchInlineSnapshot(`
    "+ team Data
    + team Analytics
    + datastore Warehouse
    + Service User airflow_service_user@service
    + token production of airflow_service_user@service: secret: file:airflow.token
    + Service User etl@service
    + federation policy deploy of etl@service
    "
  `);
  expect(await cli.run(['apply'])).toMatchObject({ code: 0, stdout: planned.stdout, stderr: '7 changes made.\n' });

  const secret = readFileSync(join(cli.folder, 'airflow.token'), 'utf8').trim();
  noteSecrets(secret);
  expect(statSync(join(cli.folder, 'airflow.token')).mode & 0o777).toBe(0o600);
  expect((await workspace.client(secret).get('/api/me')).body).toMatchObject({
    user_id: 'airflow_service_user@service',
    role: 'Manager',
    iam_principals: ['arn:aws:iam::123456789012:role/airflow'],
    owners: ['admin@example.com'],
    purpose: 'Loads the warehouse.',
    labels: { env: 'production' },
    managed_by: 'service-users.yaml',
  });

  const entries = (await workspace.admin.get('/api/audit-log?size=200')).body.items.length;
  expect(await cli.run(['apply'])).toMatchObject({ code: 0, stdout: '', stderr: 'Nothing was changed.\n' });
  expect(await cli.run(['drift'])).toMatchObject({ code: 0, stdout: '', stderr: 'There are no differences.\n' });
  expect((await workspace.admin.get('/api/audit-log?size=200')).body.items.length).toBe(entries);
});

it('shows and reverts what was changed elsewhere', async ({ cli, workspace }) => {
  await workspace.admin.put('/api/users/airflow_service_user@service', { role: 'Admin', teams: [] });
  const plan = await cli.run(['plan']);
  expect(plan).toMatchObject({ code: 2 });
  expect(plan.stdout).toMatchInlineSnapshot(`
    "~ Service User airflow_service_user@service: role: Admin -> Manager; teams: ["Public"] -> ["Data"]
    "
  `);
  expect(await cli.run(['apply'])).toMatchObject({ code: 0, stdout: plan.stdout });
  expect(await cli.run(['plan', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });

  const [token] = await cli.json('tokens', 'list', '--user', 'airflow_service_user@service');
  await cli.json('tokens', 'update', String(token.id), '--scopes', 'all', '--allowed-cidrs', '');
  await workspace.admin.put('/api/users/etl@service', { managed_by: null, labels: { kept: 'yes' } });
  const narrowed = await cli.run(['apply']);
  expect(narrowed.stdout).toMatchInlineSnapshot(`
    "~ token production of airflow_service_user@service: scopes: null -> ["datastores:read"]; allowed_cidrs: [] -> ["127.0.0.0/8"]
    ~ Service User etl@service: managed_by: null -> platform repository
    "
  `);
  expect((await workspace.admin.get(`/api/user-tokens/${token.id}`)).body).toMatchObject({
    scopes: ['datastores:read'],
    allowed_cidrs: ['127.0.0.0/8'],
  });
  expect(await cli.run(['plan'])).toMatchObject({ code: 0, stdout: '' });
  await workspace.admin.put('/api/users/etl@service', { labels: {} });
});

it('imports what exists into a file that has no differences', async ({ cli }) => {
  expect(await cli.run(['import', '--out', 'imported.yaml'])).toMatchObject({ code: 0 });
  expect(readFileSync(join(cli.folder, 'imported.yaml'), 'utf8')).toMatchInlineSnapshot(`
    "# yaml-language-server: $schema=./node_modules/service-users/service-users.schema.json

    version: 1
    teams:
      - name: Analytics
      - name: Data
        description: Data engineering
    datastores:
      - name: Warehouse
        teams:
          - Data
          - Analytics
    service_users:
      - name: Airflow Service User
        role: Manager
        teams:
          - Data
        owners:
          - admin@example.com
        purpose: Loads the warehouse.
        labels:
          env: production
        iam_principals:
          - arn:aws:iam::123456789012:role/airflow
        tokens:
          - name: production
            expires_in_days: 30
            scopes:
              - datastores:read
            allowed_cidrs:
              - 127.0.0.0/8
      - name: ETL
        role: Member
        teams:
          - Analytics
        managed_by: platform repository
        federation_policies:
          - name: deploy
            issuer: https://token.actions.githubusercontent.com
            audience: https://service-users.example.com
            subject: repo:acme/etl:environment:prod
            claims:
              repository_owner_id: "2"
              repository_id: "1"
            session_minutes: 15
            scopes:
              - teams:read
    "
  `);
  expect(await cli.run(['drift', '-f', 'imported.yaml'])).toMatchObject({ code: 0, stdout: '' });
});

it('deletes only with --prune and --yes', async ({ cli, workspace }) => {
  const [, users = ''] = FILE.split('service_users:\n');
  const withoutEtl = users.slice(0, users.indexOf('  - name: ETL'));
  writeFileSync(join(cli.folder, 'fewer.yaml'), `version: 1\nteams: [{ name: Data }]\nservice_users:\n${withoutEtl}`);
  expect(await cli.run(['apply', '-f', 'fewer.yaml'])).toMatchObject({ code: 0, stdout: '' });
  const withoutYes = await cli.run(['apply', '-f', 'fewer.yaml', '--prune']);
  expect(withoutYes).toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('add --yes') });
  const plan = await cli.run(['plan', '-f', 'fewer.yaml', '--prune']);
  expect(plan.stdout).toBe('- Service User etl@service: revokes its tokens and deactivates it\n- team Analytics\n');
  // The API keeps a team that a datastore and a deactivated account have.
  const pruned = await cli.run(['apply', '-f', 'fewer.yaml', '--prune', '--yes']);
  expect(pruned).toMatchObject({ code: 1, stderr: expect.stringContaining('team Analytics: The team is in use') });
  expect((await workspace.admin.get('/api/users/etl@service')).body.deleted_at).toEqual(expect.any(String));
});

it('does not bring back what a person has ended', async ({ cli, workspace }) => {
  const [token] = await cli.json('tokens', 'list', '--user', 'airflow_service_user@service');
  await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
  const result = await cli.run(['apply']);
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toContain('Service User etl@service: It is deactivated.');
  expect(result.stderr).toContain('token production of airflow_service_user@service: It is revoked.');
  expect(await cli.run(['plan'])).toMatchObject({ code: 2 });
});

it('names the line of an error in the file, and requests nothing', async ({ cli }) => {
  const plan = async (text: string) => {
    writeFileSync(join(cli.folder, 'wrong.yaml'), text);
    const { code, stderr } = await cli.run(['plan', '-f', 'wrong.yaml'], { env: { SERVICE_USERS_TOKEN: '' } });
    return `${code} ${stderr}`;
  };
  expect([
    await plan('version: 1\nteams: [\n'),
    await plan('version: 1\nservice_users:\n  - name: A\n    role: Owner\n    rôle: Admin\n'),
    await plan('version: 1\nteams:\n  - name: Data\n  - name: data\n'),
    await plan(''),
  ]).toMatchInlineSnapshot(`
    [
      "64 error: wrong.yaml:3: Flow sequence in block collection must be sufficiently indented and end with a ]
    ",
      "64 error: wrong.yaml:4: service_users.0.role: Invalid option: expected one of "Admin"|"Manager"|"Member"
    wrong.yaml:3: service_users.0: Unrecognized key: "rôle"
    ",
      "64 error: wrong.yaml:4: teams.1: data is in the file twice
    ",
      "64 error: wrong.yaml:1: version: Invalid input: expected 1
    ",
    ]
  `);
});

it('has a JSON schema for editors, which is up to date', async ({ cli }) => {
  const published = readFileSync(new URL('../../clients/cli/service-users.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse((await cli.run(['schema'])).stdout)).toEqual(JSON.parse(published));
});
