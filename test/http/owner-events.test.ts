// Owners in events: the deactivation of an owner, the owners in notices, and the daily notices of each owner.
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { SCHEMA_VERSION } from '../../shared/storage/dynamodb/schema-version.ts';
import { tokenNoticesKey } from '../../shared/storage/keys.ts';
import { daysFromNow, it, type Observed, types } from '../support/observed-events.ts';

/** Pretends that the notices were last published at this time. */
const publishedUntil = (workspace: Observed, time: string) =>
  workspace.put({ ...tokenNoticesKey, schema: SCHEMA_VERSION, told_until: time });

it('the deactivation of an owner is published for each active Service User, and changes nothing of it', async ({
  workspace,
}) => {
  const { admin } = workspace;
  const { user: jane } = await workspace.person();
  const owned = await workspace.serviceUser({ owners: [jane.user_id], purpose: 'ETL' });
  const other = await workspace.serviceUser({ owners: [jane.user_id] });
  const { body: gone } = await admin.post('/api/users', { name: 'Gone With Owner', owners: [jane.user_id] });
  await admin.delete(`/api/users/${gone.id}`);
  const { items: before } = (await admin.get(`/api/users?owner=${jane.id}`)).body;

  await admin.delete(`/api/users/${jane.id}`);

  const events = (await workspace.eventsOf(owned.user.user_id, 3)).slice(2);
  expect(types(events)).toEqual(['user.owner_deactivated']);
  expect(events[0]?.detail).toMatchObject({
    id: `${jane.id}-${Date.parse((await workspace.eventsOf(jane.user_id, 3)).at(-1)?.detail.at)}-owned-${owned.user.id}`,
    actor: 'admin@example.com',
    user: { user_id: owned.user.user_id },
    owner: { user_id: jane.user_id, email: jane.email },
  });
  expect(types(await workspace.eventsOf(other.user.user_id, 3)).at(-1)).toBe('user.owner_deactivated');
  expect(types(await workspace.eventsOf(gone.user_id, 2))).toEqual(['user.created', 'user.deactivated']);
  const { items: after } = (await admin.get(`/api/users?owner=${jane.id}`)).body;
  expect(after).toEqual(before);
  expect((await owned.client.get('/api/me')).status).toBe(200);
});

it('a notice names the active owners, and each of them gets one event with the notices of a day', async ({
  workspace,
}) => {
  const { admin } = workspace;
  const [{ user: jane }, { user: joe }, { user: gone }] = await Promise.all([
    workspace.person(),
    workspace.person(),
    workspace.person(),
  ]);
  const owners = [jane.user_id, joe.user_id, gone.user_id];
  const first = await workspace.serviceUser({ owners });
  const second = await workspace.serviceUser({ owners: [jane.user_id] });
  await admin.delete(`/api/users/${gone.id}`);
  await workspace.setTokenTimes(first.token, { expiration: daysFromNow(7) });
  await workspace.setTokenTimes(second.token, { expiration: daysFromNow(1) });
  await delay(100);
  await publishedUntil(workspace, daysFromNow(-1));

  await workspace.runSchedules();
  await workspace.runSchedules();

  const published = workspace.events();
  const ofToken = published.find(({ detail }) => detail.token?.id === first.token.id && detail.actor === null);
  expect(ofToken).toMatchObject({
    'detail-type': 'token.expiring',
    detail: { owners: [jane, joe].map(({ user_id, email }) => ({ user_id, email })) },
  });
  const digests = published.filter((event) => event['detail-type'] === 'owner.notices');
  const ofOwner = (userId: string) => digests.filter(({ detail }) => detail.owner.user_id === userId);
  expect(ofOwner(jane.user_id)).toHaveLength(1);
  expect(ofOwner(joe.user_id)).toHaveLength(1);
  expect(ofOwner(gone.user_id)).toEqual([]);
  const date = new Date().toISOString().slice(0, 10);
  expect(ofOwner(jane.user_id)[0]?.detail).toMatchObject({ id: `${jane.id}-${date}`, date, notices_total: 2 });
  const listed = ofOwner(jane.user_id)[0]?.detail.notices;
  expect(
    listed.map((notice: { token: { id: number }; expires_in_days: number }) => [
      notice.token.id,
      notice.expires_in_days,
    ]),
  ).toEqual(
    expect.arrayContaining([
      [first.token.id, 7],
      [second.token.id, 1],
    ]),
  );
  expect(ofOwner(joe.user_id)[0]?.detail.notices).toHaveLength(1);
});
