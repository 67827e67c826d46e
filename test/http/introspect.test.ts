// POST /api/introspect: RFC 7662, for services that cannot use the authorizer.
import { expect } from 'vitest';
import type { HttpClient } from '../support/http-client.ts';
import { invalid } from '../support/problem.ts';
import { exchange, pipeline, workloadToken } from '../support/token-exchange.ts';
import { itWithTeams } from '../support/workspace.ts';

const it = itWithTeams('Data');

const introspect = (client: HttpClient, token: string) =>
  client.send('POST', '/api/introspect', {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
  });

it('returns the holder of a valid token, and changes nothing', async ({ workspace }) => {
  const { user, token } = await workspace.serviceUser({ role: 'Manager', teams: ['Data'] });
  const before = await workspace.items();
  const response = await introspect(workspace.admin, token.bearer_token);
  expect(response).toMatchObject({ status: 200 });
  expect(response.body).toEqual({
    active: true,
    sub: user.user_id,
    token_type: 'Bearer',
    exp: Math.floor(Date.parse(token.expiration) / 1000),
    iat: Math.floor(Date.parse(token.created) / 1000),
    role: 'Manager',
    teams: ['Public', 'Data'],
    user_type: 'Service',
    allowed_cidrs: [],
  });
  const uses = (items: typeof before) => items.filter(({ pk }) => pk === `USER#${user.id}`);
  expect(uses(await workspace.items())).toEqual(uses(before));
});

it('returns the Service User of a federated session until its policy is disabled', async ({ workspace }) => {
  const { user, path } = await pipeline(workspace, { session_minutes: 5 });
  const { body } = await exchange(workspace, await workloadToken(), user.id);
  const described = await introspect(workspace.admin, body.access_token);
  expect(described.body).toMatchObject({ active: true, sub: user.user_id, token_type: 'Bearer', user_type: 'Service' });
  expect(described.body.exp - described.body.iat).toBe(300);
  await workspace.admin.put(path, { enabled: false });
  expect((await introspect(workspace.admin, body.access_token)).body).toEqual({ active: false });
});

it('has no exp for a token that never expires', async ({ workspace }) => {
  await workspace.admin.put('/api/policy', { never_expiring_roles: ['Member'] });
  const { token } = await workspace.serviceUser({ token: { name: 'forever', expires_in_days: null } });
  expect((await introspect(workspace.admin, token.bearer_token)).body).not.toHaveProperty('exp');
});

it('returns only {active: false} for other tokens, including personal tokens of a deactivated person', async ({
  workspace,
}) => {
  const { admin } = workspace;
  const [revoked, leaked, expired, rotated, person] = [
    await workspace.serviceUser(),
    await workspace.serviceUser(),
    await workspace.serviceUser(),
    await workspace.serviceUser(),
    await workspace.person(),
  ];
  await workspace.setTokenTimes(expired.token, { expiration: '2026-01-01T00:00:00.000Z' });
  await rotated.client.post('/api/user-tokens/self/rotate', { overlap_hours: 0 });
  await admin.put(`/api/user-tokens/${revoked.token.id}`, { revoke: true });
  await workspace.anonymous.post('/api/leaked-tokens', { tokens: [leaked.token.bearer_token] });
  expect((await introspect(admin, person.token.bearer_token)).body).toMatchObject({ active: true, user_type: 'Human' });
  await admin.delete(`/api/users/${person.user.id}`);
  const inactive = [revoked, leaked, expired, rotated, person].map((holder) => holder.token.bearer_token);
  const idToken = await workspace.idToken('admin@example.com');
  for (const token of [...inactive, idToken, 'nonsense', 'svc_']) {
    expect(await introspect(admin, token)).toMatchObject({ status: 200, body: { active: false } });
    expect(Object.keys((await introspect(admin, token)).body)).toEqual(['active']);
  }
});

it('requires the role Admin or Manager, and a form with a token', async ({ workspace }) => {
  const { token, client } = await workspace.serviceUser();
  const manager = (await workspace.serviceUser({ role: 'Manager' })).client;
  const person = await workspace.person('Member');
  for (const known of [token, person.token]) {
    expect((await introspect(manager, known.bearer_token)).body).toMatchObject({ active: true });
  }
  expect(await introspect(client, token.bearer_token)).toMatchObject({ status: 403 });
  expect(await introspect((await workspace.person('Member')).client, token.bearer_token)).toMatchObject({
    status: 403,
  });
  expect(await introspect(workspace.anonymous, token.bearer_token)).toMatchObject({ status: 401 });
  expect(await introspect(manager, '')).toMatchObject({ status: 422 });
  expect(await manager.post('/api/introspect', { token: 'x' })).toMatchObject({ status: 415 });
});

it('returns the end of the overlap for a previous secret', async ({ workspace }) => {
  const { client, token } = await workspace.serviceUser();
  const { body } = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 1 });
  const exp = async (plaintext: string) => (await introspect(workspace.admin, plaintext)).body.exp;
  expect(await exp(token.bearer_token)).toBe(Math.floor(Date.parse(body.previous_secret_expires) / 1000));
  expect(await exp(body.bearer_token)).toBe(Math.floor(Date.parse(body.expiration) / 1000));
});

it('refuses a repeated parameter', async ({ workspace }) => {
  const { token } = await workspace.serviceUser();
  for (const [body, path] of [
    [`token=x&token=${token.bearer_token}`, 'token'],
    [`token=${token.bearer_token}&token_type_hint=a&token_type_hint=b`, 'token_type_hint'],
    [`token=x&${token.bearer_token}=a&${token.bearer_token}=b`, ''],
  ] as const) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await workspace.admin.send('POST', '/api/introspect', { body, headers })).toMatchObject(invalid(path));
  }
});
