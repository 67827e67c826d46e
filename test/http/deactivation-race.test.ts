// R6 and R7 under concurrent writers: no deactivated Service User has an active token.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { it } from '../support/workspace.ts';

const ROUNDS = 10;
/** The winner of a race is random: the rounds are repeated until each side has won, up to this number. */
const MAX_ROUNDS = 80;
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
  const outcomes = new Set<string>();

  const unseen = () => WANTED.filter((outcome) => !outcomes.has(outcome));
  for (let round = 0; round < ROUNDS || (unseen().length > 0 && round < MAX_ROUNDS); round += 1) {
    const create = (name: string) => admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 1 });
    const race = {
      create: [create(`${round}`), create(`${round}`), create(`other ${round}`)],
      restore: [admin.put(old, { revoke: false }), admin.put(old, { revoke: false })],
      revoke: [admin.put(old, { revoke: true })],
      'revoke all': [admin.post(`${account}/revoke-tokens`), admin.post(`${account}/revoke-tokens`)],
      deactivate: [admin.delete(account), sleep(2 * (round % 20)).then(() => admin.delete(account))],
      reactivate: [admin.post(`${account}/reactivate`)],
    };
    for (const [what, requests] of Object.entries(race)) {
      for (const { status, body } of await Promise.all(requests)) {
        const outcome = status < 300 ? status : body.code;
        expect(ALLOWED[what as keyof typeof ALLOWED], `${what}: ${status} ${JSON.stringify(body)}`).toContain(outcome);
        outcomes.add(`${what}: ${outcome}`);
      }
    }
    expect(await workspace.violations()).toEqual([]);
    await Promise.all([admin.post(`${account}/revoke-tokens`), admin.post(`${account}/reactivate`)]);
    if (round % 2 === 0) await admin.delete(account);
  }

  // Each request succeeded and failed at least once.
  expect(unseen()).toEqual([]);
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
