// POST /api/leaked-tokens: anyone can report the plaintext of a token, which compromises it, and learns nothing from it.
import { expect, inject } from 'vitest';
import { githubHeaders, startGithubKeys } from '../support/github-keys.ts';
import { problem } from '../support/problem.ts';
import { it } from '../support/workspace.ts';

it('refuses a reported token from the next request on, for ever, and no other token', async ({ workspace }) => {
  const { admin, anonymous } = workspace;
  const { user, token, client } = await workspace.serviceUser();
  const { body: other } = await admin.post('/api/user-tokens', { name: 'other', user_id: user.id, expires_in_days: 1 });

  expect(await anonymous.post('/api/leaked-tokens', { tokens: [token.bearer_token] })).toMatchObject({
    status: 202,
    body: {},
  });

  expect((await client.get('/api/me')).status).toBe(401);
  expect((await workspace.client(other.bearer_token).get('/api/me')).status).toBe(200);
  expect((await admin.get(`/api/user-tokens/${token.id}`)).body).toMatchObject({
    status: 'Compromised',
    active: false,
  });
  expect(await admin.put(`/api/user-tokens/${token.id}`, { revoke: false })).toMatchObject({
    status: 400,
    body: { code: 'token_compromised' },
  });
  const { body } = await admin.get('/api/audit-log?action=token.compromised&size=1');
  expect(body.items).toMatchObject([
    { target: user.user_id, actor: { user_id: 'anonymous', authenticated_by: 'plaintext' } },
  ]);
  expect(await workspace.violations()).toEqual([]);
});

it('compromises personal tokens, revoked tokens, and both secrets of a rotated token', async ({ workspace }) => {
  const { admin, anonymous } = workspace;
  const [person, revoked, rotating] = [
    await workspace.person(),
    await workspace.serviceUser(),
    await workspace.serviceUser(),
  ];
  await admin.put(`/api/user-tokens/${revoked.token.id}`, { revoke: true });
  const { body: rotated } = await rotating.client.post('/api/user-tokens/self/rotate');
  const tokens = [person, revoked, rotating].map(({ token }) => token.bearer_token);
  expect((await anonymous.post('/api/leaked-tokens', { tokens })).status).toBe(202);
  for (const client of [person.client, rotating.client, workspace.client(rotated.bearer_token)]) {
    expect((await client.get('/api/me')).status).toBe(401);
  }
  expect(await admin.put(`/api/user-tokens/${revoked.token.id}`, { revoke: false })).toMatchObject({ status: 400 });
});

it('returns the same response for existing, deleted and unknown tokens, and changes nothing for the latter', async ({
  workspace,
}) => {
  const { token } = await workspace.serviceUser();
  const altered = `${token.bearer_token.slice(0, -1)}${token.bearer_token.endsWith('0') ? '1' : '0'}`;
  const before = await workspace.items();
  for (const tokens of [['nonsense'], [altered], [''], ['svc_'.padEnd(65, '0')]]) {
    expect(await workspace.anonymous.post('/api/leaked-tokens', { tokens })).toMatchObject({ status: 202, body: {} });
  }
  expect(await workspace.items()).toEqual(before);
});

it('accepts 1 to 100 tokens per request', async ({ workspace: { anonymous } }) => {
  for (const tokens of [[], Array(101).fill('x'), 'x', [1]]) {
    expect(await anonymous.post('/api/leaked-tokens', { tokens })).toMatchObject({ status: 422 });
  }
});

it('finds the tokens inside of text, in reports of anyone and of GitHub', async ({ workspace }) => {
  const { anonymous, serviceUser } = workspace;
  const [line, json, github] = [await serviceUser(), await serviceUser(), await serviceUser()];
  const tokens = [
    `${line.token.bearer_token}\n`,
    JSON.stringify({ url: `https://example.com/?token=${json.token.bearer_token}&page=1` }),
  ];
  expect(await anonymous.post('/api/leaked-tokens', { tokens })).toMatchObject({ status: 202, body: {} });
  const body = JSON.stringify([{ token: `"${github.token.bearer_token}"`, type: 'x', url: '', source: 'content' }]);
  const headers = githubHeaders(body, inject('githubKey'));
  expect(await anonymous.send('POST', '/api/leaked-tokens', { body, headers })).toMatchObject({ status: 202 });
  for (const { client } of [line, json, github]) expect((await client.get('/api/me')).status).toBe(401);
});

it('compromises the last of a hundred tokens, and a repeated token once', async ({ workspace }) => {
  const { admin, anonymous } = workspace;
  const [last, often] = [await workspace.serviceUser(), await workspace.serviceUser()];
  for (const tokens of [
    [...Array(99).fill('svc_'), last.token.bearer_token],
    Array(100).fill(often.token.bearer_token),
  ]) {
    expect((await anonymous.post('/api/leaked-tokens', { tokens })).status).toBe(202);
  }
  for (const { client, user } of [last, often]) {
    expect((await client.get('/api/me')).status).toBe(401);
    const { body } = await admin.get(`/api/audit-log?target=${user.user_id}&action=token.compromised`);
    expect(body.items).toHaveLength(1);
  }
});

it('ignores a secret that an Admin has replaced, when its overlap has ended', async ({ workspace }) => {
  const { token } = await workspace.serviceUser();
  const { body: rotated } = await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 });
  const before = await workspace.items();
  expect((await workspace.anonymous.post('/api/leaked-tokens', { tokens: [token.bearer_token] })).status).toBe(202);
  expect(await workspace.items()).toEqual(before);
  expect((await workspace.client(rotated.bearer_token).get('/api/me')).status).toBe(200);
});

it('returns the same response for a token that is changed or deleted concurrently', async ({ workspace }) => {
  const { admin, anonymous } = workspace;
  const responses = new Set<string>();
  for (let round = 0; round < 10; round += 1) {
    const { token, client } = await workspace.serviceUser();
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: round % 2 === 0 });
    const [leaked] = await Promise.all([
      anonymous.post('/api/leaked-tokens', { tokens: [token.bearer_token] }),
      client.post('/api/user-tokens/self/rotate'),
      admin.put(`/api/user-tokens/${token.id}`, { revoke: true }),
      admin.delete(`/api/user-tokens/${token.id}`),
    ]);
    responses.add(`${leaked.status} ${JSON.stringify(leaked.body)}`);
    expect((await client.get('/api/me')).status).toBe(401);
  }
  expect([...responses]).toEqual(['202 {}']);
  expect(await workspace.violations()).toEqual([]);
});

it('accepts a report of GitHub with a valid signature only', async ({ workspace }) => {
  const { admin, anonymous, serviceUser } = workspace;
  const [leaked, second] = [await serviceUser(), await serviceUser()];
  const report = (...holders: (typeof leaked)[]) =>
    JSON.stringify(
      holders.map(({ token }) => ({
        token: token.bearer_token,
        type: 'service_users_token',
        url: 'https://github.com/octocat/Hello-World/blob/1/foo/bar.txt',
        source: 'content',
      })),
    );
  const send = (body: string, headers: Record<string, string>) =>
    anonymous.send('POST', '/api/leaked-tokens', { body, headers });
  const body = report(leaked);
  const headers = githubHeaders(body, inject('githubKey'));
  const strange = await startGithubKeys();
  strange.stop();
  for (const [sent, with_] of [
    [report(second), headers],
    [`${body} `, headers],
    [body, { 'content-type': 'application/json' }],
    [body, { ...headers, 'github-public-key-identifier': 'unknown' }],
    [body, { ...headers, 'github-public-key-signature': 'AAAA' }],
    [body, githubHeaders(body, strange.privateKey)],
  ] as const) {
    expect(await send(sent, with_)).toMatchObject(problem(401, 'bad_signature'));
  }
  expect((await leaked.client.get('/api/me')).status).toBe(200);

  expect(await send(body, headers)).toMatchObject({ status: 202, body: {} });
  expect((await leaked.client.get('/api/me')).status).toBe(401);
  expect((await second.client.get('/api/me')).status).toBe(200);
  expect((await admin.get(`/api/user-tokens/${leaked.token.id}`)).body.status).toBe('Compromised');

  const unknown = '[{"token":"svc_nothing","type":"x","url":""}]';
  expect(await send(unknown, githubHeaders(unknown, inject('githubKey')))).toMatchObject({ status: 202, body: {} });
  const empty = '[]';
  expect((await send(empty, githubHeaders(empty, inject('githubKey')))).status).toBe(422);
});

it('a report of a secret that a thief has rotated away compromises the token', async ({ workspace }) => {
  const { admin, anonymous } = workspace;
  const { token, client } = await workspace.serviceUser();
  const rotated = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 0 });
  const thief = workspace.client(rotated.body.bearer_token);
  expect((await thief.get('/api/me')).status).toBe(200);
  expect((await anonymous.post('/api/leaked-tokens', { tokens: [token.bearer_token] })).status).toBe(202);
  expect((await thief.get('/api/me')).status).toBe(401);
  expect((await admin.get(`/api/user-tokens/${token.id}`)).body.status).toBe('Compromised');
});

it('a token is found after text that looks like the start of another', async ({ workspace }) => {
  const { token, client } = await workspace.serviceUser();
  const text = `svc_${'a'.repeat(58)}${token.bearer_token}`;
  expect((await workspace.anonymous.post('/api/leaked-tokens', { tokens: [text] })).status).toBe(202);
  expect((await client.get('/api/me')).status).toBe(401);
});
