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

it('shows who changed what the file manages, and reverts it', async ({ cli, workspace }) => {
  const { admin } = workspace;
  const { client: other, user } = await workspace.person('Admin');
  await other.put('/api/users/airflow_service_user@service', { role: 'Admin', teams: [] });
  await admin.put('/api/users/airflow_service_user@service', { purpose: 'Changed by the caller.' });
  const [team] = (await admin.get('/api/teams?name=Data')).body.items;
  await other.put(`/api/teams/${team.id}`, { description: 'Changed' });
  const [policy] = (await admin.get('/api/users/etl@service/federation-policies')).body.items;
  await other.put(`/api/users/etl@service/federation-policies/${policy.id}`, { scopes: null });
  const plan = await cli.run(['plan']);
  expect(plan).toMatchObject({ code: 2 });
  const named = plan.stdout.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>').replaceAll(user.user_id, '<person>');
  expect(named).toMatchInlineSnapshot(`
    "~ team Data: description: Changed -> Data engineering (changed by <person> at <time>)
    ~ Service User airflow_service_user@service: role: Admin -> Manager (changed by <person> at <time>); teams: ["Public"] -> ["Data"] (changed by <person> at <time>); purpose: Changed by the caller. -> Loads the warehouse.
    ~ federation policy deploy of etl@service: scopes: null -> ["teams:read"] (changed by <person> at <time>)
    "
  `);
  expect(JSON.parse((await cli.run(['plan', '--json'])).stdout)[0]).toEqual({
    action: 'update',
    target: 'team Data',
    details: [expect.stringContaining(`changed by ${user.user_id}`)],
  });
  // A token that may read only what is planned. The plan names no one.
  const scopes = ['users:read', 'teams:read', 'datastores:read', 'tokens:read'];
  const reader = await workspace.serviceUser({ name: 'Reader', role: 'Admin', token: { name: 'plan', scopes } });
  const planned = await cli.run(['plan'], { env: { SERVICE_USERS_TOKEN: reader.token.bearer_token } });
  expect(planned).toMatchObject({ code: 2, stdout: expect.stringContaining('role: Admin -> Manager; teams: ') });
  await admin.post('/api/users/reader@service/revoke-tokens');
  await admin.delete('/api/users/reader@service');
  const applied = plan.stdout.replaceAll(/ \(changed by [^)]*\)/g, '');
  expect(await cli.run(['apply'])).toMatchObject({ code: 0, stdout: applied });
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

it('imports an account that nothing manages, and one with an ended token, without a difference', async ({
  cli,
  workspace,
}) => {
  const { token } = await workspace.serviceUser({ name: 'Unmanaged', purpose: 'yes\n\n  - no' });
  await workspace.admin.post('/api/user-tokens', { name: 'second', user_id: 'unmanaged@service' });
  await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
  await cli.run(['import', '--out', 'unmanaged.yaml']);
  expect(await cli.run(['drift', '-f', 'unmanaged.yaml'])).toMatchObject({ code: 0, stdout: '' });
});

it('finds no difference in what the API stores in another form', async ({ cli }) => {
  const file = `version: 1
teams: [{ name: " Spelled ", description: "Cafe\u0301" }]
service_users:
  - name: "Spelled Differently "
    owners: [admin@example.com]
    teams: [SPELLED, public]
    purpose: |
      Loads the warehouse.
    labels: { env: " prod " }
    iam_principals: ["arn:aws:iam::123456789012:role/path/spelled"]
    federation_policies:
      - name: "deploy "
        issuer: https://gitlab.com
        audience: https://service-users.example.com
        subject: project_path:acme/etl:ref_type:branch:ref:main
        claims: { ref_protected: "true", project_id: "4321" }
        scopes: [teams:read, datastores:read, teams:read]
    tokens:
      - { name: " production", secret: file:spelled.token, allowed_cidrs: [198.51.100.0/24, 127.0.0.1] }
  - name: Spelled Empty
    purpose: ""
    managed_by: ""
`;
  writeFileSync(join(cli.folder, 'spelled.yaml'), file);
  expect(await cli.run(['apply', '-f', 'spelled.yaml'])).toMatchObject({ code: 0, stderr: '5 changes made.\n' });
  noteSecrets(readFileSync(join(cli.folder, 'spelled.token'), 'utf8'));
  expect(await cli.run(['plan', '-f', 'spelled.yaml'])).toMatchObject({ code: 0, stdout: '' });
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
