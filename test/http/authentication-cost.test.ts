// The cost of authentication: no call to DynamoDB for a malformed token, one read for others, and at most one write
// in five minutes, which never makes a request fail.
import { expect } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { itWithProxy as it } from '../support/workspace.ts';

const MINUTE_MS = 60_000;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

/** Only an Admin may make this request: for other callers it costs the authentication only. */
const FORBIDDEN = '/api/users';

it('reads nothing for a malformed token', async ({ proxy, workspace }) => {
  const { bearer_token: token } = (await workspace.serviceUser()).token;
  proxy.takeCalls();
  for (const bad of [
    'x',
    token.slice(0, -1),
    `${token}0`,
    `${token.slice(0, 20)}_${token.slice(21)}`,
    token.slice(4),
  ]) {
    expect((await workspace.client(bad).get('/api/me')).status).toBe(401);
  }
  expect((await workspace.anonymous.get('/api/me')).status).toBe(401);
  expect(proxy.takeCalls()).toEqual([]);
});

it('reads once for an unknown token', async ({ proxy, workspace }) => {
  const unknown = {
    account_id: 999_999,
    token_id: 1,
    type: 'Service',
    prefix: '',
    random: Buffer.alloc(32, 7),
  } as const;
  proxy.takeCalls();
  expect((await workspace.client(mintToken(unknown)).get('/api/me')).status).toBe(401);
  expect(proxy.takeCalls()).toEqual(['GetItem']);
});

it('reads once, and writes only on the first use of a token', async ({ proxy, workspace }) => {
  const { user, token, client } = await workspace.serviceUser();
  const before = new Date().toISOString();
  proxy.takeCalls();
  expect((await client.get(FORBIDDEN)).status).toBe(403);
  expect(proxy.takeCalls()).toEqual(['GetItem', 'UpdateItem']);
  for (let use = 0; use < 3; use += 1) expect((await client.get(FORBIDDEN)).status).toBe(403);
  expect(proxy.takeCalls()).toEqual(['GetItem', 'GetItem', 'GetItem']);

  const { last_used } = (await workspace.admin.get(`/api/user-tokens/${token.id}`)).body;
  expect(last_used >= before).toBe(true);
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.last_login).toBe(last_used);
});

it('records a use again after five minutes, and not before', async ({ proxy, workspace }) => {
  const { token, client } = await workspace.serviceUser();
  await workspace.setTokenTimes(token, { last_used: minutesAgo(4) });
  proxy.takeCalls();
  await client.get(FORBIDDEN);
  expect(proxy.takeCalls()).toEqual(['GetItem']);
  await workspace.setTokenTimes(token, { last_used: minutesAgo(5) });
  proxy.takeCalls();
  await client.get(FORBIDDEN);
  expect(proxy.takeCalls()).toEqual(['GetItem', 'UpdateItem']);
});

it('writes the first use after a self-rotation at once, and then no more often than others', async ({
  proxy,
  workspace,
}) => {
  const { client } = await workspace.serviceUser();
  await client.get(FORBIDDEN);
  const { body } = await client.post('/api/user-tokens/self/rotate');
  const newest = workspace.client(body.bearer_token);
  proxy.takeCalls();
  await client.get(FORBIDDEN);
  await newest.get(FORBIDDEN);
  await newest.get(FORBIDDEN);
  expect(proxy.takeCalls()).toEqual([
    'GetItem', // The previous secret, whose last use is less than five minutes ago.
    ...['GetItem', 'UpdateItem'],
    'GetItem',
  ]);
});

it('writes nothing for the first use after the rotation of an Admin within five minutes', async ({
  proxy,
  workspace,
}) => {
  const { token, client } = await workspace.serviceUser();
  await client.get(FORBIDDEN);
  const { body } = await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`);
  proxy.takeCalls();
  await workspace.client(body.bearer_token).get(FORBIDDEN);
  expect(proxy.takeCalls()).toEqual(['GetItem']);
});

it('accepts the first use after a self-rotation that cannot be recorded, and the next one confirms it', async ({
  proxy,
  workspace,
}) => {
  const { client } = await workspace.serviceUser();
  const rotate = () => client.post('/api/user-tokens/self/rotate');
  const newest = workspace.client((await rotate()).body.bearer_token);
  proxy.setFault((operation) => (operation === 'UpdateItem' ? 'unreachable' : 'none'));
  expect((await newest.get('/api/me')).status).toBe(200);
  proxy.setFault(() => 'none');
  // The rotation is not confirmed, so that the previous secret can repeat it.
  const repeated = workspace.client((await rotate()).body.bearer_token);
  expect((await newest.get('/api/me')).status).toBe(401);
  expect((await repeated.get('/api/me')).status).toBe(200);
  expect(await rotate()).toMatchObject({ status: 403, body: { code: 'secret_superseded' } });
  expect((await repeated.get('/api/me')).status).toBe(200);
});

it('confirms a rotation although the account changes concurrently', async ({ workspace }) => {
  for (let round = 0; round < 10; round += 1) {
    const { user, client } = await workspace.serviceUser();
    const { body } = await client.post('/api/user-tokens/self/rotate');
    const newest = workspace.client(body.bearer_token);
    const [used] = await Promise.all([
      newest.get('/api/me'),
      workspace.admin.put(`/api/users/${user.id}`, { name: `Renamed ${round}` }),
      client.get('/api/me'),
      newest.get('/api/me'),
    ]);
    expect(used.status).toBe(200);
    expect(await client.post('/api/user-tokens/self/rotate')).toMatchObject({ status: 403 });
    expect((await newest.get('/api/me')).status).toBe(200);
  }
});

it('records the use of each token of an account, except refused ones', async ({ proxy, workspace }) => {
  const { user, token, client } = await workspace.serviceUser();
  const wanted = { name: 'second', user_id: user.id, expires_in_days: 1 };
  const { body: second } = await workspace.admin.post('/api/user-tokens', wanted);
  await client.get(FORBIDDEN);
  await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
  await workspace.setTokenTimes(token, { last_used: minutesAgo(60) });
  proxy.takeCalls();
  expect((await client.get(FORBIDDEN)).status).toBe(401);
  expect(proxy.takeCalls()).toEqual(['GetItem']);
  await workspace.client(second.bearer_token).get(FORBIDDEN);
  expect(proxy.takeCalls()).toEqual(['GetItem', 'UpdateItem']);
});

it('does not record the use of a personal token as a login', async ({ workspace }) => {
  const { user, token, client } = await workspace.person('Member');
  const { last_login } = (await workspace.admin.get(`/api/users/${user.id}`)).body;
  expect((await client.get('/api/me')).body.last_login).toBe(last_login);
  expect((await client.get(`/api/user-tokens/${token.id}`)).body.last_used).not.toBeNull();
  expect((await workspace.admin.get(`/api/users/${user.id}`)).body.last_login).toBe(last_login);
});

it('accepts a request whose use cannot be recorded', async ({ proxy, workspace }) => {
  const { token, client } = await workspace.serviceUser();
  proxy.setFault((operation) => (operation === 'UpdateItem' ? 'unreachable' : 'none'));
  expect((await client.get('/api/me')).status).toBe(200);
  proxy.setFault(() => 'none');
  expect((await workspace.admin.get(`/api/user-tokens/${token.id}`)).body.last_used).toBeNull();
  expect((await client.get('/api/me')).status).toBe(200);
  expect((await workspace.admin.get(`/api/user-tokens/${token.id}`)).body.last_used).not.toBeNull();
});

it('accepts concurrent first uses, and refuses requests when the account cannot be read', async ({
  proxy,
  workspace,
}) => {
  const { client } = await workspace.serviceUser();
  const responses = await Promise.all(Array.from({ length: 10 }, () => client.get('/api/me')));
  expect(responses.map(({ status }) => status)).toEqual(Array(10).fill(200));
  proxy.setFault(() => 'unreachable');
  expect(await client.get('/api/me')).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
  proxy.setFault(() => 'none');
  expect((await client.get('/api/me')).status).toBe(200);
});
