// The revocation of unused tokens by the policy: announced, limited, audited, and never of a token that is used or young.
import { describe, expect } from 'vitest';
import type { ApiResponse } from '../support/api-response.ts';
import { daysFromNow, it, type Observed } from '../support/observed-events.ts';
import { invalid } from '../support/problem.ts';

/** Stores a policy that revokes since a time, as if an Admin had set it before. */
async function revokeAfter(workspace: Observed, days: number, from: string): Promise<void> {
  await workspace.admin.put('/api/policy', { revoke_unused_after_days: days });
  const stored = (await workspace.items()).find(({ pk }) => pk === 'POLICY');
  await workspace.put({ ...stored, revoke_unused_from: from });
}

/** Pretends that the token was created long ago, and last used in the given number of days from now. */
const setLastUse = (workspace: Observed, token: ApiResponse['body'], days: number) =>
  workspace.setTokenTimes(token, { created: daysFromNow(-500), last_used: daysFromNow(days) });

/** Without the fields that this test changes in the table. */
const violationsOf = async (workspace: Observed) =>
  (await workspace.violations()).filter((text) => !/lifetime_days|revoke_unused_from/.test(text));

const statusOf = async ({ admin }: Observed, { id }: ApiResponse['body']) =>
  (await admin.get(`/api/user-tokens/${id}`)).body.status;

describe('revoke_unused_after_days', () => {
  it('is null by default, and at least 30', async ({ workspace: { admin } }) => {
    expect((await admin.get('/api/policy')).body.revoke_unused_after_days).toBeNull();
    for (const days of [0, 29, 3651]) {
      expect(await admin.put('/api/policy', { revoke_unused_after_days: days })).toMatchObject(
        invalid('revoke_unused_after_days'),
      );
    }
  });

  it('revokes nothing for 30 days after it is set or shortened, and the review shows when', async ({ workspace }) => {
    const { admin } = workspace;
    const { user, token } = await workspace.serviceUser({ token: { name: 'first', expires_in_days: 365 } });
    await setLastUse(workspace, token, -400);
    const wouldRevoke = async () => {
      const { items } = (await admin.get('/api/access-review?size=50')).body;
      const entry = items.find((one: ApiResponse['body']) => one.user.id === user.id);
      return entry.tokens[0].would_revoke_on;
    };
    expect(await wouldRevoke()).toBeNull();
    await admin.put('/api/policy', { revoke_unused_after_days: 60 });
    const first = await wouldRevoke();
    const days = (Date.parse(first) - Date.now()) / (24 * 60 * 60 * 1000);
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThanOrEqual(30);
    await admin.put('/api/policy', { revoke_unused_after_days: 90 });
    expect(await wouldRevoke()).toBe(first);
    await admin.put('/api/policy', { revoke_unused_after_days: 60 });
    expect(Date.parse(await wouldRevoke())).toBeGreaterThan(Date.parse(first));
    await workspace.runSchedules();
    expect(await statusOf(workspace, token)).toBe('Active');
    await admin.put('/api/policy', { revoke_unused_after_days: null });
    expect(await wouldRevoke()).toBeNull();
    expect(await violationsOf(workspace)).toEqual([]);
  });

  it('revokes what is unused for longer, with an audit entry and an event, and a restored token starts again', async ({
    workspace,
  }) => {
    const { admin } = workspace;
    const { user, token: idle } = await workspace.serviceUser({ token: { name: 'idle', expires_in_days: 365 } });
    const { token: young } = await workspace.serviceUser({ token: { name: 'young', expires_in_days: 365 } });
    const { token: used } = await workspace.serviceUser({ token: { name: 'used', expires_in_days: 365 } });
    const person = await workspace.person();
    await setLastUse(workspace, idle, -61);
    await setLastUse(workspace, used, -59);
    await setLastUse(workspace, person.token, -100);
    await revokeAfter(workspace, 60, daysFromNow(-1));

    await workspace.runSchedules();

    expect(await statusOf(workspace, idle)).toBe('Revoked');
    for (const token of [young, used]) expect(await statusOf(workspace, token)).toBe('Active');
    expect((await person.client.get('/api/me')).status).toBe(200);
    const { items } = (await admin.get(`/api/audit-log?target=${user.user_id}`)).body;
    expect(items[0]).toMatchObject({
      action: 'token.revoked',
      actor: { user_id: 'system', user_type: 'System', authenticated_by: 'policy' },
    });
    const events = await workspace.eventsOf(user.user_id, 3);
    expect(events.map((event) => event['detail-type'])).toContain('token.revoked');

    await admin.put(`/api/user-tokens/${idle.id}`, { revoke: false });
    await workspace.runSchedules();
    expect(await statusOf(workspace, idle)).toBe('Active');
    await admin.put('/api/policy', { revoke_unused_after_days: null });
    expect(await violationsOf(workspace)).toEqual([]);
  });

  it('announces the revocation 30, 7 and 1 days before', async ({ workspace }) => {
    await workspace.runSchedules();
    const { user, token } = await workspace.serviceUser({ token: { name: 'first', expires_in_days: 365 } });
    const make = async (name: string, lastUsed: number) => {
      const { body } = await workspace.admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 365 });
      await setLastUse(workspace, body, lastUsed);
    };
    await revokeAfter(workspace, 60, daysFromNow(-1));
    await setLastUse(workspace, token, -30);
    await make('seven', -53);
    await make('one', -59);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await workspace.runSchedules();
    const announced = (await workspace.eventsOf(user.user_id, 7))
      .filter((event) => event['detail-type'] === 'token.unused_revocation')
      .map(({ detail }) => [detail.token.name, detail.revoked_in_days]);
    expect(announced.toSorted()).toEqual([
      ['first', 30],
      ['one', 1],
      ['seven', 7],
    ]);
    await workspace.admin.put('/api/policy', { revoke_unused_after_days: null });
  });

  it('revokes at most 20 tokens in a run', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser({ token: undefined });
    for (let number = 1; number <= 22; number += 1) {
      const token = { name: `token ${number}`, user_id: user.id, expires_in_days: 365 };
      await setLastUse(workspace, (await admin.post('/api/user-tokens', token)).body, -100);
    }
    const revoked = async () =>
      (await admin.get(`/api/user-tokens/service?user_id=${user.id}&status=Revoked&size=50`)).body.items.length;
    await revokeAfter(workspace, 60, daysFromNow(-1));
    await workspace.runSchedules();
    expect(await revoked()).toBe(20);
    await workspace.runSchedules();
    expect(await revoked()).toBe(22);
    await admin.put('/api/policy', { revoke_unused_after_days: null });
  });
});
