// Apply ends in the state of the file when responses are lost, and when two applies run at once.
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';
import { noteSecrets, refuseLeaks } from '../support/canaries.ts';
import { startFailingProxy } from '../support/failing-proxy.ts';
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

it.for(['SIGINT', 'SIGTERM'] as const)(
  'delivers the secret of the token in progress at %s, and lists the rest',
  async (signal, { cli, workspace }) => {
    const name = `Stopped ${signal}`;
    const user = `{ name: ${name}, tokens: [{ name: production, secret: "file:${signal}" }] }`;
    writeFileSync(join(cli.folder, `${signal}.yaml`), `version: 1\nservice_users: [${user}, { name: ${name} Not }]\n`);
    let apply: ReturnType<typeof cli.start> | undefined;
    const proxy = await startFailingProxy(workspace.url, async ({ method, path }) => {
      if (method === 'POST' && path === '/api/user-tokens') {
        apply?.kill(signal);
        // The program has noticed the signal.
        await reported;
      }
      return undefined;
    });
    onTestFinished(() => proxy.stop());
    apply = cli.start(['apply', '-f', `${signal}.yaml`, '--url', proxy.url]);
    const reported = once(apply.stderr, 'data');
    const [errors, [code]] = await Promise.all([text(apply.stderr), once(apply, 'close')]);
    const secret = readFileSync(join(cli.folder, signal), 'utf8').trim();
    noteSecrets(secret);
    refuseLeaks({ logs: errors });
    expect({ code, errors }).toEqual({
      code: 1,
      errors: expect.stringContaining(`stopped_${signal.toLowerCase()}_not@service`),
    });
    expect((await workspace.client(secret).get('/api/me')).status).toBe(200);
    expect(await cli.run(['apply', '-f', `${signal}.yaml`])).toMatchObject({ code: 0, stderr: '1 changes made.\n' });
  },
);
