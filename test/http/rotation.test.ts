// POST /api/user-tokens/{id}/rotate: a new secret without downtime.
import { describe, expect, vi } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import type { HttpClient } from '../support/http-client.ts';
import { problem } from '../support/problem.ts';
import { sendSigned } from '../support/signed-client.ts';
import { type Holder, it, type Workspace } from '../support/workspace.ts';

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
    const working = await Promise.all([client, ...secrets.map(workspace.client)].map(works));
    expect(working).toEqual([true, false, false, false, true]);
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
    const { body: again } = await admin.post(`${path}/rotate`, { overlap_hours: 0 });
    expect(again).not.toHaveProperty('previous_secret_last_used');
    expect(again.last_used).toBe(body.last_used);
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
    const person = await workspace.logIn('admin@example.com');
    expect(await person.post(path)).toMatchObject(problem(404, 'token_not_found'));
    await admin.put(`/api/users/${user.id}`, { iam_principals: ['arn:aws:iam::000000000000:role/local-pipeline'] });
    expect(await sendSigned(workspace, { method: 'POST', path })).toMatchObject(problem(404, 'token_not_found'));
  });

  it('keeps the presented secret and one new secret under concurrent repetitions', async ({ workspace }) => {
    for (let round = 0; round < 5; round += 1) {
      const { client } = await workspace.serviceUser();
      const rotations = [];
      for (let wave = 0; wave < 2; wave += 1) {
        rotations.push(...(await Promise.all([1, 2, 3].map(() => client.post('/api/user-tokens/self/rotate')))));
      }
      expect(rotations.map(({ status }) => status)).toEqual(Array(6).fill(200));
      const secrets = rotations.map(({ body }) => workspace.client(body.bearer_token));
      expect(await works(client)).toBe(true);
      expect((await Promise.all(secrets.map(works))).filter(Boolean)).toHaveLength(1);
    }
  });

  it('of a person can be rotated by its owner only', async ({ workspace }) => {
    const { token, session } = await workspace.person();
    expect(await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`)).toMatchObject({ status: 404 });
    const { body } = await session.post(`/api/user-tokens/${token.id}/rotate`, { expires_in_days: 7 });
    expect(body).toMatchObject({ type: 'Personal', lifetime_days: 7, expiration: expect.any(String) });
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
    const third = workspace.client((await second.post('/api/user-tokens/self/rotate')).body.bearer_token);
    const fourth = workspace.client((await workspace.admin.post(path)).body.bearer_token);
    expect([await works(second), await works(third), await works(fourth)]).toEqual([false, true, true]);
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
    // The secret of the holder is superseded when the Admin rotates the token first.
    for (const { status, body } of responses) {
      expect([200, 204, 400, 401, 'secret_superseded']).toContain(status === 403 ? body.code : status);
    }
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
      (await admin.get(`/api/audit-log?target=${user.user_id}&action=token.retired_secret_used`)).body.items.length;
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

const superseded = problem(403, 'secret_superseded');

/** What an attempt to rotate asks for: nothing, as much as possible, and the end of everyone else's access. */
const ATTEMPTS = [undefined, { overlap_hours: 168, expires_in_days: null }, { overlap_hours: 0, expires_in_days: 1 }];

/** The token without its last uses. */
async function lastingState({ admin }: Workspace, { token }: Holder) {
  const {
    last_used: _,
    previous_secret_last_used: __,
    ...state
  } = (await admin.get(`/api/user-tokens/${token.id}`)).body;
  return state;
}

/** The audit entries of refused rotations, the newest first. */
async function refusedRotations({ admin }: Workspace, { user }: Holder) {
  const query = `target=${user.user_id}&action=token.superseded_secret_rotation`;
  return (await admin.get(`/api/audit-log?${query}`)).body.items;
}

/** Every attempt of a previous secret to rotate its token is refused and audited, and changes nothing. */
async function expectNoRotation(workspace: Workspace, holder: Holder, thief: HttpClient): Promise<void> {
  const before = await lastingState(workspace, holder);
  for (const id of ['self', holder.token.id]) {
    for (const attempt of ATTEMPTS) {
      expect(await thief.post(`/api/user-tokens/${id}/rotate`, attempt)).toMatchObject(superseded);
    }
  }
  expect(await lastingState(workspace, holder)).toEqual(before);
  const entries = await refusedRotations(workspace, holder);
  expect(entries).toHaveLength(2 * ATTEMPTS.length);
  for (const { actor, changes } of entries) {
    expect(actor).toMatchObject({ user_id: holder.user.user_id, authenticated_by: 'service_token' });
    expect(Object.keys(changes)).toEqual([`tokens.${holder.token.id}.superseded_secret_rotation`]);
  }
  const counted = workspace
    .logs()
    .split('\n')
    .filter((line) => line.includes('"SupersededSecretRotations":1') && line.includes(`"token_id":${holder.token.id}`));
  expect(counted).toHaveLength(2 * ATTEMPTS.length);
  expect(await workspace.violations()).toEqual([]);
}

describe('R13: a copied secret', () => {
  it('cannot rotate the token after an Admin rotated it', async ({ workspace }) => {
    const { admin } = workspace;
    const holder = await workspace.serviceUser();
    const thief = holder.client;
    const { body } = await admin.post(`/api/user-tokens/${holder.token.id}/rotate`, { overlap_hours: 1 });
    const replaced = workspace.client(body.bearer_token);

    await expectNoRotation(workspace, holder, thief);

    expect([await works(replaced), await works(thief)]).toEqual([true, true]);
    expect(await lastingState(workspace, holder)).toMatchObject({
      expiration: body.expiration,
      previous_secret_expires: body.previous_secret_expires,
      hint: body.hint,
    });
    // The holder of the new secret rotates as usual, which ends the overlap of the copy.
    expect((await replaced.post('/api/user-tokens/self/rotate')).status).toBe(200);
    expect(await works(thief)).toBe(false);
  });

  it('cannot rotate the token after an Admin rotated it, when the copy made the replaced secret', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const holder = await workspace.serviceUser();
    const { body: stolen } = await holder.client.post('/api/user-tokens/self/rotate');
    const { body } = await admin.post(`/api/user-tokens/${holder.token.id}/rotate`);
    await expectNoRotation(workspace, holder, workspace.client(stolen.bearer_token));
    expect(await works(holder.client)).toBe(false);
    expect(await works(workspace.client(body.bearer_token))).toBe(true);
  });

  it('cannot rotate the token after the newest secret was used, also within five minutes of an earlier use', async ({
    workspace,
  }) => {
    const holder = await workspace.serviceUser();
    const thief = holder.client;
    expect(await works(holder.client)).toBe(true);
    const { body } = await holder.client.post('/api/user-tokens/self/rotate', { overlap_hours: 2 });
    const newest = workspace.client(body.bearer_token);
    expect(await works(newest)).toBe(true);

    await expectNoRotation(workspace, holder, thief);

    expect(await works(newest)).toBe(true);
    expect(await lastingState(workspace, holder)).toMatchObject({
      expiration: body.expiration,
      previous_secret_expires: body.previous_secret_expires,
    });
  });

  it('cannot rotate the token after any use of the newest secret', async ({ workspace }) => {
    const { bearer_token: wrong } = (await workspace.serviceUser()).token;
    const uses: [string, (newest: HttpClient) => Promise<{ status: number }>, number][] = [
      ['a refused request', (newest) => newest.get('/api/users'), 403],
      ['an unknown path', (newest) => newest.get('/api/users/me/nothing'), 404],
      ['an invalid request', (newest) => newest.post('/api/user-tokens/self/rotate', { nonsense: wrong.length }), 422],
    ];
    for (const [use, act, status] of uses) {
      const { client } = await workspace.serviceUser();
      const { body } = await client.post('/api/user-tokens/self/rotate');
      const newest = workspace.client(body.bearer_token);
      expect([use, (await act(newest)).status]).toEqual([use, status]);
      const repeated = await client.post('/api/user-tokens/self/rotate');
      // API Gateway responds to an unknown path without authentication, so that it is no use.
      expect([use, repeated.status]).toEqual([use, status === 404 ? 200 : 403]);
      expect([use, await works(newest)]).toEqual([use, status !== 404]);
    }
  });

  it('cannot rotate the token after its restoration', async ({ workspace }) => {
    const { admin } = workspace;
    const holder = await workspace.serviceUser();
    const { body } = await holder.client.post('/api/user-tokens/self/rotate');
    expect(await works(workspace.client(body.bearer_token))).toBe(true);
    await admin.put(`/api/user-tokens/${holder.token.id}`, { revoke: true });
    expect((await holder.client.post('/api/user-tokens/self/rotate')).status).toBe(401);
    await admin.put(`/api/user-tokens/${holder.token.id}`, { revoke: false });
    await expectNoRotation(workspace, holder, holder.client);
  });

  it('of a personal token cannot rotate it after the owner rotated it in a session', async ({ workspace }) => {
    const { token, client, session } = await workspace.person();
    const { body } = await session.post(`/api/user-tokens/${token.id}/rotate`);
    for (const id of ['self', token.id]) {
      expect(await client.post(`/api/user-tokens/${id}/rotate`)).toMatchObject(superseded);
    }
    expect(await works(workspace.client(body.bearer_token))).toBe(true);
  });

  it('is counted when it attempts a rotation', async ({ workspace }) => {
    const holder = await workspace.serviceUser();
    const counted = () =>
      workspace.logLines().filter((line) => line.SupersededSecretRotations === 1 && line.token_id === holder.token.id);
    await workspace.admin.post(`/api/user-tokens/${holder.token.id}/rotate`);
    await expectNoRotation(workspace, holder, holder.client);
    await vi.waitFor(() => expect(counted()).toHaveLength(2 * ATTEMPTS.length), { timeout: 60_000 });
  });
});

describe('R13: a self-rotation whose response was lost', () => {
  it('keeps the expiration and the end of the overlap when it is repeated', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const { body: first } = await client.post('/api/user-tokens/self/rotate', {
      overlap_hours: 1,
      expires_in_days: 7,
    });
    const { expiration, previous_secret_expires } = first;
    for (const repeat of [undefined, { overlap_hours: 168 }, { overlap_hours: 0 }, { expires_in_days: 30 }]) {
      const { status, body } = await client.post('/api/user-tokens/self/rotate', repeat);
      expect([status, body]).toMatchObject([200, { expiration, previous_secret_expires, lifetime_days: 30 }]);
      expect(body.bearer_token).not.toBe(first.bearer_token);
    }
  });

  it('can be repeated until the first use of the newest secret, which ends that', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const lost = (await client.post('/api/user-tokens/self/rotate')).body;
    expect(await works(client)).toBe(true);
    const { body } = await client.post('/api/user-tokens/self/rotate');
    const newest = workspace.client(body.bearer_token);
    expect([await works(workspace.client(lost.bearer_token)), await works(client), await works(newest)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await client.post('/api/user-tokens/self/rotate')).toMatchObject(superseded);
    expect([await works(client), await works(newest)]).toEqual([true, true]);
  });
});

const DAY_MS = 24 * 60 * 60 * 1000;

describe('R13: the lifetime of a token', () => {
  const daysLeft = ({ expiration }: { expiration: string }) => (Date.parse(expiration) - Date.now()) / DAY_MS;

  it('is extended by a self-rotation to what was granted, and no further', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser({ token: { name: 'first', expires_in_days: 1 } });
    const refused = problem(400, 'lifetime_not_allowed');
    for (const expires_in_days of [null, 2, 365]) {
      expect(await client.post('/api/user-tokens/self/rotate', { expires_in_days })).toMatchObject(refused);
    }
    expect((await workspace.admin.get(`/api/user-tokens/${token.id}`)).body.expiration).toBe(token.expiration);

    let holder = client;
    for (const wanted of [undefined, { expires_in_days: 1 }]) {
      await workspace.setTokenTimes(token, { expiration: new Date(Date.now() + DAY_MS / 24).toISOString() });
      const { status, body } = await holder.post('/api/user-tokens/self/rotate', wanted);
      expect([status, body.lifetime_days]).toEqual([200, 1]);
      expect(daysLeft(body)).toBeGreaterThan(0.99);
      expect(daysLeft(body)).toBeLessThanOrEqual(1);
      holder = workspace.client(body.bearer_token);
    }
    expect(await holder.post('/api/user-tokens/self/rotate', { expires_in_days: 2 })).toMatchObject(refused);
  });

  it('can be shortened by a self-rotation, which keeps what was granted', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const { body } = await client.post('/api/user-tokens/self/rotate', { expires_in_days: 1 });
    expect(body.lifetime_days).toBe(30);
    expect(Math.round(daysLeft(body))).toBe(1);
    const again = await workspace.client(body.bearer_token).post('/api/user-tokens/self/rotate');
    expect(again.body.lifetime_days).toBe(30);
    expect(Math.round(daysLeft(again.body))).toBe(30);
  });

  it('is kept by a rotation of an Admin, or granted anew', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    const rotate = async (body: object) =>
      (await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, body)).body;
    expect(await rotate({})).toMatchObject({ expiration: token.expiration, lifetime_days: 30 });
    const granted = await rotate({ expires_in_days: 60 });
    expect(granted.lifetime_days).toBe(60);
    expect(Math.round(daysLeft(granted))).toBe(60);
    expect(await works(client)).toBe(false);
    const itself = await workspace
      .client(granted.bearer_token)
      .post('/api/user-tokens/self/rotate', { expires_in_days: 60 });
    expect(itself).toMatchObject({ status: 200, body: { lifetime_days: 60 } });
  });

  it('that never expires stays so under a self-rotation if the policy allows it', async ({ workspace }) => {
    await workspace.admin.put('/api/policy', { never_expiring_roles: ['Member'] });
    const { client } = await workspace.serviceUser({ token: { name: 'forever', expires_in_days: null } });
    const { body } = await client.post('/api/user-tokens/self/rotate');
    expect(body).toMatchObject({ expiration: null, lifetime_days: null });
    const holder = workspace.client(body.bearer_token);
    const shorter = await holder.post('/api/user-tokens/self/rotate', { expires_in_days: 30 });
    expect(Math.round(daysLeft(shorter.body))).toBe(30);
    await workspace.admin.put('/api/policy', { never_expiring_roles: [] });
  });
});
