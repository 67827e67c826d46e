// R6, R7 and R9 under concurrent writers: no deactivated account has an active token.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ApiResponse } from '../../support/api-response.ts';
import { type Round, unseenOutcomes } from '../../support/race.ts';
import { it } from '../../support/workspace.ts';

const ROUNDS = 10;
const WANTED = ['deactivate: 204', 'deactivate: active_tokens', 'create: 201', 'create: token_name_taken'];

/** The possible results of each request. */
const ALLOWED = {
  create: [201, 'user_deactivated', 'token_name_taken'],
  restore: [200, 'user_deactivated'],
  revoke: [200],
  'revoke all': [200],
  deactivate: [204, 'active_tokens'],
  reactivate: [200],
} as const;

it('R6, R7: hold when tokens are created, restored and revoked during deactivation and reactivation', async ({
  workspace,
}) => {
  const { admin } = workspace;
  const { user, token } = await workspace.serviceUser();
  const account = `/api/users/${user.id}`;
  const old = `/api/user-tokens/${token.id}`;
  const create = (name: string) => admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });

  async function run({ number, gap }: Round): Promise<string[]> {
    const after = (delay: number, act: () => Promise<ApiResponse>) => sleep(delay).then(act);
    const outcomes: string[] = [];
    const race = {
      create: [create(`${number}`), create(`${number}`), create(`other ${number}`)],
      deactivate: [after(gap, () => admin.delete(account)), after(4 * gap || 2 * number, () => admin.delete(account))],
      restore: [1, 2].map(() => after(2 * gap, () => admin.put(old, { revoke: false }))),
      revoke: [after(3 * gap, () => admin.put(old, { revoke: true }))],
      'revoke all': [1, 2].map(() => after(3 * gap, () => admin.post(`${account}/revoke-tokens`))),
      reactivate: [after(5 * gap, () => admin.post(`${account}/reactivate`))],
    };
    for (const [what, requests] of Object.entries(race)) {
      for (const { status, body } of await Promise.all(requests)) {
        const outcome = status < 300 ? status : body.code;
        expect(ALLOWED[what as keyof typeof ALLOWED], `${what}: ${status} ${JSON.stringify(body)}`).toContain(outcome);
        outcomes.push(`${what}: ${outcome}`);
      }
    }
    expect(await workspace.violations()).toEqual([]);
    await Promise.all([admin.post(`${account}/revoke-tokens`), admin.post(`${account}/reactivate`)]);
    // The next round starts with a deactivated account, if its requests are concurrent.
    if (number % 2 === 0 && number + 1 < ROUNDS) await admin.delete(account);
    return outcomes;
  }

  // Each request succeeded and failed at least once.
  expect(await unseenOutcomes({ wanted: WANTED, rounds: ROUNDS, run })).toEqual([]);
});

it('R6: deactivation and restoration never both succeed', async ({ workspace }) => {
  const { admin } = workspace;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { user, token, client } = await workspace.serviceUser();
    await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });

    const [gone, restored] = await Promise.all([
      admin.delete(`/api/users/${user.id}`),
      admin.put(`/api/user-tokens/${token.id}`, { revoke: false }),
    ]);

    expect([
      [204, 'user_deactivated'],
      ['active_tokens', 200],
    ]).toContainEqual([gone.body?.code ?? gone.status, restored.body.code ?? restored.status]);
    expect((await client.get('/api/me')).status).toBe(restored.status === 200 ? 200 : 401);
  }
  expect(await workspace.violations()).toEqual([]);
});

it('R9: a deactivated person has no active token when tokens are created and restored concurrently', async ({
  workspace,
}) => {
  const { admin } = workspace;
  const wanted = ['create: 201', 'create: 401', 'restore: 200', 'restore: 401'];
  const { user, token, client } = await workspace.person('Manager');
  const account = `/api/users/${user.id}`;
  const old = `/api/user-tokens/${token.id}`;

  async function run({ number, gap }: Round): Promise<string[]> {
    const outcomes: string[] = [];
    const session = await workspace.logIn(user.email);
    if (number % 2 === 0) await session.put(old, { revoke: true });
    const create = (name: string) => session.post('/api/user-tokens', { name, expires_in_days: 1 });
    const late = (act: () => Promise<ApiResponse>, delay = 2 * gap || 2 * number) => sleep(delay).then(act);
    const race = {
      create: [create(`${number}`), late(() => create(`late ${number}`))],
      restore: [session.put(old, { revoke: false }), late(() => session.put(old, { revoke: false }))],
      'revoke all': [sleep(gap).then(() => admin.post(`${account}/revoke-tokens`))],
      deactivate: [late(() => admin.delete(account), gap || 2 * number)],
    };
    for (const [what, requests] of Object.entries(race)) {
      for (const { status, body } of await Promise.all(requests)) {
        // The session ends when all tokens are revoked or the account is deactivated: the authorizer responds with 401.
        const allowed = [
          200,
          201,
          204,
          ...(what === 'create' || what === 'restore' ? [401, 'user_deactivated', 'interactive_session_required'] : []),
        ];
        const outcome = body?.code ?? status;
        expect(allowed, `${what}: ${status} ${JSON.stringify(body)}`).toContain(outcome);
        outcomes.push(`${what}: ${outcome}`);
      }
    }
    expect(await workspace.violations()).toEqual([]);
    expect((await client.get('/api/me')).status).toBe(401);

    await admin.post(`${account}/reactivate`);
    for (const ended of [client, session]) expect((await ended.get('/api/me')).status).toBe(401);
    const again = await workspace.logIn(user.email);
    const { items } = (await again.get('/api/user-tokens')).body;
    expect(items.filter(({ status }: { status: string }) => status === 'Active')).toEqual([]);
    for (const { id } of items.slice(1)) await again.delete(`/api/user-tokens/${id}`);
    return outcomes;
  }

  // Each request succeeded and failed at least once.
  expect(await unseenOutcomes({ wanted, rounds: ROUNDS, run })).toEqual([]);
});

it('R9: a deactivation and the creation of a personal token never both leave an active token', async ({
  workspace,
}) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const { user, session } = await workspace.person();
    const [gone, made] = await Promise.all([
      workspace.admin.delete(`/api/users/${user.id}`),
      session.post('/api/user-tokens', { name: 'late', expires_in_days: 1 }),
    ]);
    expect(gone.status).toBe(204);
    await workspace.admin.post(`/api/users/${user.id}/reactivate`);
    if (made.status === 201) {
      expect((await workspace.client(made.body.bearer_token).get('/api/me')).status).toBe(401);
    }
  }
  expect(await workspace.violations()).toEqual([]);
});
