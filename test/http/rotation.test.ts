// POST /api/user-tokens/{id}/rotate: a new secret without downtime.
import { describe, expect } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import type { HttpClient } from '../support/http-client.ts';
import { problem } from '../support/problem.ts';
import { sendSigned } from '../support/signed-client.ts';
import { it } from '../support/workspace.ts';

const ROTATIONS = 10;

const works = async (client: HttpClient) => (await client.get('/api/me')).status === 200;

describe('a token', () => {
  it('can rotate itself, and both secrets work until the overlap ends', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    const rotated = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 1 });
    expect(rotated).toMatchObject({ status: 200, body: { id: token.id, name: token.name, status: 'Active' } });
    expect(Date.parse(rotated.body.previous_secret_expires)).toBeGreaterThan(Date.now());
    expect(rotated.body.bearer_token).not.toBe(token.bearer_token);
    expect([await works(client), await works(workspace.client(rotated.body.bearer_token))]).toEqual([true, true]);
    expect(await workspace.violations()).toEqual([]);
  });

  it('loses its previous secret immediately when the overlap is zero', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const { body } = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 0 });
    expect([await works(client), await works(workspace.client(body.bearer_token))]).toEqual([false, true]);
    expect(body).not.toHaveProperty('previous_secret_expires');
  });

  it('can repeat a rotation whose response was lost, any number of times', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const secrets: string[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      secrets.push((await client.post('/api/user-tokens/self/rotate')).body.bearer_token);
    }
    expect(await Promise.all([client, ...secrets.map(workspace.client)].map(works))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
  });

  it('can be rotated without a failed request while it is in use', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    let holder = workspace.client(token.bearer_token);
    let rotating = true;
    const statuses: number[] = [];
    const hammer = async () => {
      while (rotating) statuses.push((await holder.get('/api/me')).status);
    };
    const hammers = [hammer(), hammer(), hammer()];
    for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
      const { body } = await holder.post('/api/user-tokens/self/rotate');
      holder = workspace.client(body.bearer_token);
      // Pending requests may still use the previous secret, so that they must end before the next rotation.
      const completed = statuses.length;
      while (statuses.length < completed + 6) await holder.get('/api/me');
    }
    rotating = false;
    await Promise.all(hammers);
    const failed = statuses.filter((status) => status !== 200);
    console.info(`${statuses.length} requests, ${failed.length} failed over ${ROTATIONS} rotations`);
    expect(statuses.length).toBeGreaterThanOrEqual(ROTATIONS * 6);
    expect(failed).toEqual([]);
  });

  it('shows the end and last use of its previous secret during the overlap', async ({ workspace }) => {
    const { admin } = workspace;
    const { token, client } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}`;
    const { bearer_token: _, ...rotated } = (await admin.post(`${path}/rotate`, { overlap_hours: 2 })).body;
    expect(rotated).toMatchObject({ previous_secret_last_used: null, last_used: null, expiration: token.expiration });
    expect((await admin.get(path)).body).toEqual(rotated);
    await client.get('/api/me');
    const { body } = await admin.get(path);
    expect(body).toEqual({
      ...rotated,
      last_used: expect.stringMatching(/Z$/),
      previous_secret_last_used: body.last_used,
    });
    const { items } = (await admin.get(`/api/user-tokens/service?user_id=${token.user.id}`)).body;
    expect(items).toEqual([body]);
    expect((await admin.post(`${path}/rotate`, { overlap_hours: 0 })).body).not.toHaveProperty(
      'previous_secret_last_used',
    );
  });

  it('with any role can rotate itself, and change nothing else', async ({ workspace }) => {
    for (const role of ['Member', 'Manager'] as const) {
      const { token, client } = await workspace.serviceUser({ role });
      const own = `/api/user-tokens/${token.id}`;
      expect(await client.post('/api/user-tokens/self/rotate')).toMatchObject({ status: 200, body: { id: token.id } });
      expect(await client.post(`${own}/rotate`)).toMatchObject({ status: 200, body: { id: token.id } });
      expect(await client.put(own, { revoke: true })).toMatchObject(problem(403, 'forbidden'));
      expect(await client.delete(own)).toMatchObject(problem(403, 'forbidden'));
    }
  });

  it('cannot be addressed as `self` without a token as credential', async ({ workspace }) => {
    const { admin } = workspace;
    const path = '/api/user-tokens/self/rotate';
    const { user } = await workspace.serviceUser();
    const person = workspace.client(await workspace.idToken('admin@example.com'));
    expect(await person.post(path)).toMatchObject(problem(404, 'token_not_found'));
    await admin.put(`/api/users/${user.id}`, { iam_principals: ['arn:aws:iam::000000000000:role/local-pipeline'] });
    expect(await sendSigned(workspace, { method: 'POST', path })).toMatchObject(problem(404, 'token_not_found'));
  });

  it('keeps the presented secret and one new secret under concurrent repetitions', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    for (let round = 0; round < 5; round += 1) {
      const responses = await Promise.all([1, 2, 3].map(() => client.post('/api/user-tokens/self/rotate')));
      expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
      const secrets = responses.map(({ body }) => workspace.client(body.bearer_token));
      expect(await works(client)).toBe(true);
      expect((await Promise.all(secrets.map(works))).filter(Boolean)).toHaveLength(1);
    }
  });

  it('of a person can be rotated by its owner only', async ({ workspace }) => {
    const { token, client } = await workspace.person();
    expect(await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject({ status: 404 });
    const { body } = await client.post(`/api/user-tokens/${token.id}/rotate`, { expires_in_days: 7 });
    expect(body).toMatchObject({ type: 'Personal', expiration: expect.any(String) });
    expect(await works(workspace.client(body.bearer_token))).toBe(true);
  });
});

describe('an Admin', () => {
  it('can rotate a token during an overlap, which keeps the newer secret', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}/rotate`;
    const first = workspace.client((await workspace.admin.post(path)).body.bearer_token);
    const second = workspace.client((await workspace.admin.post(path)).body.bearer_token);
    expect([await works(client), await works(first), await works(second)]).toEqual([false, true, true]);
    // The same applies when the holder made the previous rotation, whose secret the Admin never had.
    const third = workspace.client((await first.post('/api/user-tokens/self/rotate')).body.bearer_token);
    const fourth = workspace.client((await workspace.admin.post(path)).body.bearer_token);
    expect([await works(first), await works(third), await works(fourth)]).toEqual([false, true, true]);
  });

  it('is required to rotate the token of another account', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    const { client } = await workspace.serviceUser({ role: 'Manager' });
    expect(await client.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject({ status: 403 });
  });

  it('gets an error with the reason', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser();
    const path = `/api/user-tokens/${token.id}/rotate`;
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(await admin.post(path)).toMatchObject({ status: 400, body: { code: 'token_revoked' } });
    await admin.delete(`/api/users/${user.id}`);
    expect(await admin.post(path)).toMatchObject({ status: 400, body: { code: 'user_deactivated' } });
    expect(await admin.post('/api/user-tokens/self/rotate', { overlap_hours: 169 })).toMatchObject({ status: 422 });
    expect(await admin.post('/api/user-tokens/999999/rotate')).toMatchObject({ status: 404 });
  });
});

it('R6: rotations concurrent with revocation, restoration and deactivation leave no active token', async ({
  workspace,
}) => {
  const { admin } = workspace;
  for (let round = 0; round < 5; round += 1) {
    const { user, token, client } = await workspace.serviceUser();
    const responses = await Promise.all([
      client.post('/api/user-tokens/self/rotate'),
      admin.post(`/api/user-tokens/${token.id}/rotate`),
      admin.put(`/api/user-tokens/${token.id}`, { revoke: true }),
      admin.put(`/api/user-tokens/${token.id}`, { revoke: false }),
      admin.delete(`/api/users/${user.id}`),
      admin.post(`/api/users/${user.id}/revoke-tokens`),
    ]);
    for (const { status } of responses) expect([200, 204, 400, 401]).toContain(status);
    expect(await workspace.violations()).toEqual([]);
  }
});

describe('a previous secret after its overlap', () => {
  it('is refused, audited once, and counted every time', async ({ workspace }) => {
    const { admin, logs, violations } = workspace;
    const lines = () => logs().split('"RetiredSecretsUsed":1').length;
    const linesBefore = lines();
    const { user, token, client } = await workspace.serviceUser();
    const { body } = await client.post('/api/user-tokens/self/rotate', { overlap_hours: 0 });
    const late = await Promise.all(Array.from({ length: 5 }, () => client.get('/api/me')));
    expect(late.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
    expect((await client.get('/api/me')).status).toBe(401);
    expect((await workspace.client(body.bearer_token).get('/api/me')).status).toBe(200);

    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}&action=token.retired_secret_used`)).body;
    expect(items).toMatchObject([
      {
        actor: { user_id: 'anonymous', authenticated_by: 'plaintext' },
        changes: { [`tokens.${token.id}.retired_secret_used`]: { from: null, to: expect.any(String) } },
      },
    ]);
    expect(lines() - linesBefore).toBe(6);
    // It cannot rotate the token, and a report of it does not compromise the token.
    expect((await client.post('/api/user-tokens/self/rotate')).status).toBe(401);
    expect((await admin.get(`/api/user-tokens/${token.id}`)).body).toMatchObject({ status: 'Active', hint: body.hint });
    expect(await violations()).toEqual([]);
  });

  it('is recognized among the last ones, other than a working or an unknown secret', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token, client } = await workspace.serviceUser();
    const entries = async () =>
      (await admin.get(`/api/audit-log?target=${user.user_id}&action=token.retired_secret_used`)).body.total;
    const { body: second } = await client.post('/api/user-tokens/self/rotate');
    const never = mintToken({
      account_id: user.id,
      token_id: token.id,
      type: 'Service',
      prefix: '',
      random: Buffer.alloc(32),
    });
    expect([await works(client), await works(workspace.client(never)), await entries()]).toEqual([true, false, 0]);
    await workspace.client(second.bearer_token).post('/api/user-tokens/self/rotate');
    // Its overlap had not ended, but a token has at most two secrets.
    expect([await works(client), await entries()]).toEqual([false, 1]);
    await admin.post(`/api/user-tokens/${token.id}/rotate`);
    expect([await works(client), await works(client), await entries()]).toEqual([false, false, 2]);
    expect(await workspace.violations()).toEqual([]);
  });
});
