// POST /api/oauth/token: the token of a workload for a session of its Service User, and the ID token of a person for a session.
import { describe, expect, inject } from 'vitest';
import { signIdToken, tampered } from '../support/id-tokens.ts';
import { sendSigned } from '../support/signed-client.ts';
import {
  AUDIENCE,
  exchange,
  type Form,
  formOf,
  invalidGrant,
  pipeline,
  post,
  SUBJECT,
  workloadToken,
} from '../support/token-exchange.ts';
import { it, type Workspace } from '../support/workspace.ts';

const sessionItems = async ({ items }: Workspace, accountId: number) =>
  (await items()).filter(({ pk }) => pk === `SESSION#${accountId}`);

const statusOf = async (workspace: Workspace, session: string) =>
  (await workspace.client(session).get('/api/me')).status;

describe('a workload', () => {
  it('gets a session of the Service User, by its id and by its user_id', async ({ workspace }) => {
    const { user, policy, path } = await pipeline(workspace, { session_minutes: 5 });
    for (const clientId of [user.id, user.user_id]) {
      const { status, body, headers } = await exchange(workspace, await workloadToken(), clientId);
      expect({ status, body }).toEqual({
        status: 200,
        body: {
          access_token: expect.stringMatching(/^ses_/),
          issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
          token_type: 'Bearer',
          expires_in: 300,
        },
      });
      expect(headers.get('cache-control')).toBe('no-store');
      const me = await workspace.client(body.access_token).get('/api/me');
      expect(me).toMatchObject({
        status: 200,
        body: { id: user.id, authenticated_by: 'federation', last_login: expect.any(String) },
      });
    }
    const used = (await workspace.admin.get(path)).body;
    expect(used).toMatchObject({ last_used: expect.any(String), last_subject: SUBJECT, last_refused: null });
    expect(used.version).toBe(policy.version);
    expect(await workspace.violations()).toEqual([]);
  });

  it('is named in the audit log with its policy and subject, and its exchange is no entry', async ({ workspace }) => {
    const { user, policy } = await pipeline(workspace);
    await workspace.admin.put(`/api/users/${user.id}`, { role: 'Manager' });
    const before = (await workspace.admin.get(`/api/audit-log?actor=${user.user_id}`)).body.items.length;
    const { body } = await exchange(workspace, await workloadToken(), user.id);
    const name = `By pipeline ${user.id}`;
    expect(
      await workspace.client(body.access_token).post('/api/datastores', { name, teams: ['Public'] }),
    ).toMatchObject({
      status: 201,
    });
    const { items } = (await workspace.admin.get(`/api/audit-log?actor=${user.user_id}`)).body;
    expect(items).toHaveLength(before + 1);
    const federation = { policy_id: policy.id, policy: 'production', subject: SUBJECT };
    expect(items[0].actor).toEqual({
      user_id: user.user_id,
      user_type: 'Service',
      authenticated_by: 'federation',
      federation,
    });
  });

  it('gets 50 sessions in 50 concurrent exchanges', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const tokens = await Promise.all(Array.from({ length: 50 }, () => workloadToken()));
    const responses = await Promise.all(tokens.map((token) => exchange(workspace, token, user.id)));
    expect(responses.map(({ status }) => status)).toEqual(Array(50).fill(200));
    const statuses = await Promise.all(responses.map(({ body }) => statusOf(workspace, body.access_token)));
    expect(statuses).toEqual(Array(50).fill(200));
  });

  it('is compared with each policy of its issuer', async ({ workspace }) => {
    const { user, path } = await pipeline(workspace);
    const policies = path.slice(0, path.lastIndexOf('/'));
    const staging = 'repo:acme/etl:environment:staging';
    const issuer = inject('issuer').url;
    await workspace.admin.post(policies, { name: 'staging', issuer, audience: AUDIENCE, subject: staging });
    for (const sub of [SUBJECT, staging]) {
      expect(await exchange(workspace, await workloadToken({ sub }), user.id)).toMatchObject({ status: 200 });
    }
    const other = await workloadToken({ sub: `${SUBJECT}-2` });
    expect(await exchange(workspace, other, user.id)).toMatchObject(invalidGrant);
  });

  it('cannot log in, create tokens for itself or log others out with its session (R3, R14)', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const { body } = await exchange(workspace, await workloadToken(), user.id);
    const session = workspace.client(body.access_token);
    expect(await session.post('/api/login')).toMatchObject({
      status: 403,
      body: { code: 'service_user_cannot_log_in' },
    });
    expect(await session.post('/api/user-tokens', { name: 'x' })).toMatchObject({ body: { code: 'human_required' } });
    expect((await session.post('/api/logout')).status).toBe(204);
    expect((await session.get('/api/me')).status).toBe(401);
  });
});

describe('a session ends at once', () => {
  const endings: Record<string, (workspace: Workspace, one: Awaited<ReturnType<typeof pipeline>>) => Promise<unknown>> =
    {
      'when the policy is changed': ({ admin }, { path }) => admin.put(path, { session_minutes: 20 }),
      'when the policy is disabled': ({ admin }, { path }) => admin.put(path, { enabled: false }),
      'when the policy is deleted': ({ admin }, { path }) => admin.delete(path),
      'when all tokens are revoked': ({ admin }, { user }) => admin.post(`/api/users/${user.id}/revoke-tokens`),
      'when the Service User is deactivated': async ({ admin }, { user }) => {
        await admin.post(`/api/users/${user.id}/revoke-tokens`);
        return admin.delete(`/api/users/${user.id}`);
      },
    };
  for (const [what, end] of Object.entries(endings)) {
    it(what, async ({ workspace }) => {
      const one = await pipeline(workspace);
      const { body } = await exchange(workspace, await workloadToken(), one.user.id);
      expect(await statusOf(workspace, body.access_token)).toBe(200);
      expect(((await end(workspace, one)) as { status: number }).status).toBeLessThan(300);
      expect(await statusOf(workspace, body.access_token)).toBe(401);
      expect(await workspace.violations()).toEqual([]);
    });
  }

  it('when it is reported as leaked, and the others continue', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const [leaked, kept] = await Promise.all(
      [1, 2].map(async () => (await exchange(workspace, await workloadToken(), user.id)).body.access_token),
    );
    await workspace.anonymous.post('/api/leaked-tokens', { tokens: [`SESSION=${leaked}\n`] });
    expect([await statusOf(workspace, leaked), await statusOf(workspace, kept)]).toEqual([401, 200]);
  });

  it('does not block the deactivation, and is not brought back by a reactivation (R6, R7)', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    await workspace.admin.post(`/api/users/${user.id}/revoke-tokens`);
    const { body } = await exchange(workspace, await workloadToken(), user.id);
    const preview = (await workspace.admin.get(`/api/users/${user.id}/deactivation-preview`)).body;
    expect(preview).toMatchObject({ sessions: 1, blocked_by: [] });
    expect((await workspace.admin.delete(`/api/users/${user.id}`)).status).toBe(204);
    expect(await exchange(workspace, await workloadToken(), user.id)).toMatchObject(invalidGrant);
    await workspace.admin.post(`/api/users/${user.id}/reactivate`);
    expect(await statusOf(workspace, body.access_token)).toBe(401);
    expect(await exchange(workspace, await workloadToken(), user.id)).toMatchObject({ status: 200 });
  });
});

describe('a person', () => {
  it('gets a session without client_id, once per ID token', async ({ workspace }) => {
    const { user } = await workspace.person('Manager');
    const token = await signIdToken(user.email);
    const { status, body } = await exchange(workspace, token);
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 8 * 3600 } });
    const me = await workspace.client(body.access_token).get('/api/me');
    expect(me.body).toMatchObject({ id: user.id, authenticated_by: 'oidc' });
    expect(await exchange(workspace, token)).toMatchObject(invalidGrant);
    expect((await workspace.anonymous.post('/api/login', { id_token: token })).status).toBe(401);
  });

  it('gets no session of a Service User, also when a policy names the issuer and the audience of people', async ({
    workspace,
  }) => {
    const { user: person } = await workspace.person();
    const { user } = await pipeline(workspace, { audience: 'service-users-local', subject: person.email });
    expect(await exchange(workspace, await signIdToken(person.email), user.id)).toMatchObject(invalidGrant);
    expect(await exchange(workspace, await signIdToken(person.email), person.id)).toMatchObject(invalidGrant);
  });

  it('cannot be a workload', async ({ workspace }) => {
    expect(await exchange(workspace, await workloadToken())).toMatchObject(invalidGrant);
  });
});

describe('is refused with the same error', () => {
  const now = Math.floor(Date.now() / 1000);
  const issuer = inject('issuer').url;
  const claims: [string, Record<string, unknown>][] = [
    ['an issuer with a final slash', { iss: `${issuer}/` }],
    ['an issuer in another letter case', { iss: issuer.toUpperCase() }],
    ['another issuer', { iss: 'https://evil.example.com' }],
    ['no audience', { aud: undefined }],
    ['an empty audience', { aud: '' }],
    ['an empty list of audiences', { aud: [] }],
    ['two audiences', { aud: [AUDIENCE, 'https://other.example.com'] }],
    ['another audience', { aud: 'https://other.example.com' }],
    ['a subject that has the one of the policy as its prefix', { sub: `${SUBJECT}-evil` }],
    ['no subject', { sub: undefined }],
    ['an expired token', { exp: now - 120, iat: now - 600 }],
    ['a token of the future', { iat: now + 600, exp: now + 900 }],
    ['a token that is not yet valid', { nbf: now + 600 }],
    ['a token that never expires', { exp: undefined }],
    ['a token that lives longer than a day', { exp: now + 25 * 3600 }],
    ['a claim of another type', { run: '123' }],
  ];
  it.for(claims)('%s', async ([, changed], { workspace }) => {
    const { user } = await pipeline(workspace, { claims: { run: 123 } });
    expect(await exchange(workspace, await workloadToken({ run: 123, ...changed }), user.id)).toMatchObject(
      invalidGrant,
    );
    expect(await sessionItems(workspace, user.id)).toEqual([]);
    expect(await exchange(workspace, await workloadToken({ run: 123 }), user.id)).toMatchObject({ status: 200 });
  });

  it('a forged or damaged token', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const good = await workloadToken();
    const forged = [
      tampered(good, { header: { alg: 'none' }, signature: '' }),
      tampered(good, { header: { alg: 'none', kid: inject('issuer').signingKey.kid } }),
      tampered(good, { payload: { iss: issuer, aud: AUDIENCE, sub: SUBJECT, iat: now, exp: now + 600 } }),
      tampered(good, { signature: 'AAAA' }),
      await workloadToken({}, { header: { crit: ['b64'], b64: true } }),
      await workloadToken({}, { header: { jku: 'https://evil.example.com/keys' } }),
      await workloadToken({}, { header: { kid: 'unknown' } }),
      good.slice(0, -2),
      'a.b.c',
      '..',
      'nonsense',
    ];
    for (const token of forged)
      expect([token, await exchange(workspace, token, user.id)]).toMatchObject([token, invalidGrant]);
    expect(await sessionItems(workspace, user.id)).toEqual([]);
  });

  it('the client_id of another account, of a person, of none, and a disabled policy', async ({ workspace }) => {
    const { user, path } = await pipeline(workspace);
    const { user: other } = await workspace.serviceUser();
    const { user: person } = await workspace.person();
    for (const clientId of [other.id, other.user_id, person.id, person.user_id, 999_999, 'nobody@service', '0', '-1']) {
      expect([clientId, await exchange(workspace, await workloadToken(), clientId)]).toMatchObject([
        clientId,
        invalidGrant,
      ]);
    }
    await workspace.admin.put(path, { enabled: false });
    expect(await exchange(workspace, await workloadToken(), user.id)).toMatchObject(invalidGrant);
  });

  it('a token or a session of ours', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const { token } = await workspace.serviceUser();
    const { body } = await exchange(workspace, await workloadToken(), user.id);
    for (const own of [token.bearer_token, body.access_token]) {
      expect(await exchange(workspace, own, user.id)).toMatchObject(invalidGrant);
      expect(await exchange(workspace, own)).toMatchObject(invalidGrant);
    }
  });
});

describe('a request', () => {
  const invalid = { status: 400, type: 'application/json', body: { error: 'invalid_request' } };

  it('must have exactly the documented parameters', async ({ workspace }) => {
    const good = formOf('a.b.c', 'x@service');
    const { grant_type: _, ...withoutGrant } = good;
    const bad: (Form | string)[] = [
      '',
      withoutGrant,
      { ...good, subject_token: '' },
      { ...good, subject_token: 'x'.repeat(16 * 1024 + 1) },
      { ...good, subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
      { ...good, requested_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
      { ...good, scope: 'everything' },
      { ...good, actor_token: 'a.b.c' },
      { ...good, client_secret: 'x' },
      `${new URLSearchParams(good)}&client_id=another`,
    ];
    for (const form of bad) expect([form, await post(workspace, form)]).toMatchObject([form, invalid]);
    const password = await post(workspace, { ...good, grant_type: 'password' });
    expect(password).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
  });

  it('must be a form', async ({ workspace }) => {
    const { status, body } = await workspace.anonymous.post('/api/oauth/token', formOf('a.b.c'));
    expect({ status, error: body.error }).toEqual({ status: 415, error: 'invalid_request' });
  });

  it('has one credential', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const { token } = await workspace.serviceUser();
    const form = formOf(await workloadToken(), user.id);
    for (const authorization of [`Bearer ${token.bearer_token}`, 'Basic dXNlcjpwYXNz']) {
      expect(await post(workspace, form, { authorization })).toMatchObject(invalid);
    }
    const signed = await sendSigned(workspace, {
      method: 'POST',
      path: '/api/oauth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    });
    expect(signed).toMatchObject(invalid);
    expect(await sessionItems(workspace, user.id)).toEqual([]);
  });

  it('never has its token in a log, an item or the response', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const good = await workloadToken();
    const bad = await workloadToken({ sub: 'another' });
    await exchange(workspace, good, user.id);
    const { body } = await exchange(workspace, bad, user.id);
    const everything = workspace.logs() + JSON.stringify(await workspace.items()) + JSON.stringify(body);
    for (const token of [good, bad]) {
      for (const part of token.split('.').slice(1)) expect(everything).not.toContain(part);
    }
  });
});
