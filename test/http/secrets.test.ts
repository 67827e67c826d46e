// R11: the plaintext of a token is returned once, on creation. No item, log, audit entry or other response contains it.
import { expect, vi } from 'vitest';
import type { ApiResponse } from '../support/api-response.ts';
import { FEDERATION_POLICY } from '../support/operation-calls.ts';
import { it } from '../support/workspace.ts';

/** The plaintext of a token, and its random part. */
const secretsOf = (plaintext: string) => [plaintext, plaintext.slice(-49, -6)];

it('R11: only the response that issues a token contains its plaintext', async ({ workspace }) => {
  const { admin } = workspace;
  const issued: string[] = [];
  const responses: ApiResponse[] = [];
  const issue = async (response: Promise<ApiResponse>) => {
    const { bearer_token, token, ...others } = (await response).body;
    issued.push(bearer_token ?? token.bearer_token);
    responses.push({ ...(await response), body: { ...others, token: { ...token, bearer_token: undefined } } });
    return (await response).body;
  };
  const ask = async (response: Promise<ApiResponse>) => responses.push(await response);

  const token = { name: 'first', expires_in_days: 30 };
  const user = await issue(admin.post('/api/users', { name: 'Keeper of Secrets', role: 'Admin', token }));
  const second = await issue(admin.post('/api/user-tokens', { name: 'second', user_id: user.id }));
  const person = await workspace.person('Admin');
  issued.push(person.token.bearer_token);
  const personal = await issue(person.session.post('/api/user-tokens', { name: 'laptop', expires_in_days: 1 }));
  const pipeline = workspace.client(user.token.bearer_token);

  // Successful requests about tokens.
  await ask(pipeline.get('/api/me'));
  await ask(pipeline.get(`/api/user-tokens/${second.id}`));
  await ask(pipeline.get('/api/user-tokens/service'));
  await ask(person.client.get('/api/user-tokens'));
  await ask(person.client.get(`/api/user-tokens/${personal.id}`));
  await ask(admin.put(`/api/user-tokens/${second.id}`, { revoke: true }));
  await ask(admin.put(`/api/user-tokens/${second.id}`, { revoke: false }));
  await ask(admin.get('/api/users'));
  await ask(admin.get(`/api/users/${user.id}`));
  // Refused requests with a secret in the wrong place.
  await ask(admin.delete(`/api/users/${user.id}`));
  await ask(admin.post('/api/user-tokens', { name: 'second', user_id: user.id, expires_in_days: 1 }));
  for (const secret of [user.token.bearer_token, second.bearer_token]) {
    await ask(pipeline.get(`/api/users/${secret}`));
    await ask(pipeline.get(`/api/user-tokens/${secret}`));
    await ask(pipeline.get(`/api/audit-log?cursor=${secret}`));
    await ask(pipeline.get(`/api/users?role=${secret}`));
    await ask(pipeline.post('/api/users', { name: 'x', role: secret, token: secret }));
    const json = { 'content-type': 'application/json' };
    await ask(pipeline.send('POST', '/api/users', { body: `{"name": ${secret}}`, headers: json }));
    await ask(pipeline.send('POST', '/api/users', { body: secret, headers: { 'content-type': secret } }));
  }
  await ask(admin.post(`/api/users/${user.id}/revoke-tokens`));
  await ask(pipeline.get('/api/me'));
  await ask(admin.delete(`/api/user-tokens/${second.id}`));
  await ask(admin.delete(`/api/users/${user.id}`));
  await ask(admin.post(`/api/users/${user.id}/reactivate`));
  const last = await admin.get('/api/audit-log?size=200');
  responses.push(last);

  const { request_id } = last.body.items[0];
  await vi.waitFor(() => expect(workspace.logs()).toContain(request_id), { timeout: 60_000 });
  const places = {
    items: JSON.stringify(await workspace.items()),
    logs: workspace.logs(),
    responses: JSON.stringify(responses),
  };
  expect(issued).toHaveLength(4);
  for (const secret of issued.flatMap(secretsOf)) {
    for (const [place, text] of Object.entries(places)) expect([place, text.includes(secret)]).toEqual([place, false]);
  }
  expect(await workspace.violations()).toEqual([]);
});

it('R11: only a hash is stored, and no response contains it', async ({ workspace }) => {
  const { user, token } = await workspace.serviceUser();
  const item = (await workspace.items()).find(({ pk }) => pk === `USER#${user.id}`);
  const { hash } = (item?.tokens as Record<string, { hash: string }> | undefined)?.[token.id] ?? { hash: '' };
  expect(hash).toMatch(/^[\w-]{43}$/);
  const lists = ['/api/user-tokens/service', '/api/audit-log', '/api/users', `/api/user-tokens/${token.id}`];
  for (const path of lists) expect(JSON.stringify((await workspace.admin.get(path)).body)).not.toContain(hash);
  expect(workspace.logs()).not.toContain(hash);
});

it('R11: no error repeats a secret that was sent in the wrong place', async ({ workspace }) => {
  const { admin } = workspace;
  const { user, token } = await workspace.serviceUser();
  const secret = token.bearer_token;
  const before = await workspace.items();
  const wrong = await Promise.all([
    admin.post('/api/users', { name: 'x', [secret]: 1 }),
    admin.post('/api/users', { name: 'x', token: { name: 'x', expires_in_days: 1, [secret]: 1 } }),
    admin.post('/api/users', { name: 'x', labels: { [secret]: 'x' } }),
    admin.post('/api/users', { name: 'x', labels: { [secret]: 1 } }),
    admin.put(`/api/users/${user.id}`, { labels: { [`team/${secret}`]: 'x' } }),
    admin.post(`/api/users/${user.id}/federation-policies`, { ...FEDERATION_POLICY, claims: { [secret]: 'x' } }),
    admin.post(`/api/users/${user.id}/federation-policies`, { ...FEDERATION_POLICY, claims: { [`/${secret}`]: [] } }),
    admin.post('/api/users', { name: 'x', teams: [secret] }),
    admin.post('/api/users', { name: secret }),
    admin.post('/api/users', { name: 'x', user_type: 'Human', email: `${secret}@example.com` }),
    admin.post('/api/teams', { name: secret.replace('_', '＿') }),
    admin.put(`/api/users/${user.id}`, { name: `x ${secret}` }),
    admin.post('/api/user-tokens', { name: secret, user_id: user.id, expires_in_days: 1 }),
    admin.post('/api/teams', { name: 'x', description: secret }),
    admin.post('/api/datastores', { name: 'x', teams: [secret.slice(4)] }),
    admin.get(`/api/users?team=${secret}`),
    admin.get(`/api/users?${secret}=1`),
    admin.delete(`/api/users/${user.id}?${secret}=1`),
    workspace.anonymous.post('/api/login', { [secret]: 1 }),
  ]);
  for (const { status, body } of wrong) {
    expect(status).toBe(422);
    for (const part of secretsOf(secret)) expect(JSON.stringify(body)).not.toContain(part);
  }
  expect(wrong[0]?.body).toMatchObject({
    detail: 'The request has an unknown field.',
    errors: [{ path: '', message: 'has an unknown field' }],
  });
  expect(wrong[2]?.body.errors).toEqual([
    {
      path: 'labels',
      message: 'has a field that must be 1-63 letters, digits or . _ / -, the first a letter or digit',
    },
  ]);
  expect(wrong[14]?.body.detail).toContain('there is no team with the given name');
  expect(await workspace.items()).toEqual(before);
});
