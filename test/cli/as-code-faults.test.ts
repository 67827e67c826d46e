// Apply ends in the state of the file when responses are lost, and when two applies run at once.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { noteSecrets } from '../support/canaries.ts';
import { it } from './support/cli.ts';
import { startFaultyProxy } from './support/faulty-proxy.ts';

const users = (prefix: string, secret: string) => `version: 1
teams: [{ name: ${prefix} Team }]
datastores: [{ name: ${prefix} Store, teams: [${prefix} Team] }]
service_users:
${['One', 'Two', 'Three']
  .map(
    (name) => `  - name: ${prefix} ${name}
    teams: [${prefix} Team]
    iam_principals: ["arn:aws:iam::123456789012:role/${prefix}-${name}"]
    federation_policies:
      - name: deploy
        issuer: https://token.actions.githubusercontent.com
        audience: https://service-users.example.com
        subject: repo:acme/${name}:environment:prod
        claims: { repository_id: "1", repository_owner_id: "2" }
    tokens: [{ name: production, secret: "file:${secret}-${name}" }]
`,
  )
  .join('')}`;

it('survives the loss of the first response of every change, and ends with secrets that work', async ({
  cli,
  workspace,
}) => {
  const proxy = await startFaultyProxy(workspace.url);
  onTestFinished(() => proxy.stop());
  writeFileSync(join(cli.folder, 'lost.yaml'), users('Lost', 'lost'));
  const result = await cli.run(['apply', '-f', 'lost.yaml', '--url', proxy.url]);
  expect(result).toMatchObject({ code: 0 });
  expect(proxy.lost()).toBeGreaterThan(8);
  for (const name of ['One', 'Two', 'Three']) {
    const secret = readFileSync(join(cli.folder, `lost-${name}`), 'utf8').trim();
    noteSecrets(secret);
    const { body } = await workspace.client(secret).get('/api/me');
    const expected = { user_id: `lost_${name.toLowerCase()}@service`, iam_principals: [expect.stringContaining(name)] };
    expect(body).toMatchObject(expected);
  }
  expect(await cli.run(['drift', '-f', 'lost.yaml', '--json'])).toMatchObject({ code: 0, stdout: '[]\n' });
});

it('creates no second token for a response that was lost, and keeps a token of another run', async ({
  cli,
  workspace,
}) => {
  const { body } = await workspace.admin.get('/api/audit-log?target=lost_one@service&action=token.created');
  expect(body.items).toHaveLength(1);
  // The request does not arrive, and another run creates the token meanwhile.
  const { body: other } = await workspace.admin.post('/api/users', { name: 'Kept One' });
  const proxy = await startFaultyProxy(workspace.url, {
    async instead(path) {
      if (path !== '/api/user-tokens') return false;
      await workspace.admin.post('/api/user-tokens', { name: 'production', user_id: other.id });
      return true;
    },
  });
  onTestFinished(() => proxy.stop());
  const tokens = '[{ name: production, secret: "file:kept" }]';
  writeFileSync(join(cli.folder, 'kept.yaml'), `version: 1\nservice_users: [{ name: Kept One, tokens: ${tokens} }]\n`);
  const result = await cli.run(['apply', '-f', 'kept.yaml', '--url', proxy.url]);
  expect(result).toMatchObject({ code: 0, stderr: expect.stringContaining('409 token_name_taken') });
  expect(existsSync(join(cli.folder, 'kept'))).toBe(false);
  const actions = (await workspace.admin.get('/api/audit-log?target=kept_one@service')).body.items.map(
    ({ action }: { action: string }) => action,
  );
  expect(actions).toEqual(['token.created', 'user.updated', 'user.created']);
});

it('converges when two applies run at once', async ({ cli, workspace }) => {
  writeFileSync(join(cli.folder, 'first.yaml'), users('Both', 'first'));
  writeFileSync(join(cli.folder, 'second.yaml'), users('Both', 'second'));
  const results = await Promise.all(['first', 'second'].map((name) => cli.run(['apply', '-f', `${name}.yaml`])));
  expect(results).toMatchObject([{ code: 0 }, { code: 0 }]);
  expect(await cli.run(['plan', '-f', 'first.yaml'])).toMatchObject({ code: 0, stdout: '' });
  const { body } = await workspace.admin.get('/api/user-tokens/service?name=production&size=200');
  const tokens = body.items.filter(({ user }: { user: { name: string } }) => user.name.startsWith('Both'));
  expect(tokens.length).toBe(3);
});
