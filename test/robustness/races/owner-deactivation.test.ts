// R2 for owners: a person is deactivated while they become the owner of a Service User, and while notices are published. The
// Service User keeps working, and its deactivated owner is a finding and one event.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { SCHEMA_VERSION } from '../../../shared/storage/dynamodb/schema-version.ts';
import { tokenNoticesKey } from '../../../shared/storage/keys.ts';
import type { ApiResponse } from '../../support/api-response.ts';
import { daysFromNow, it, type Observed } from '../../support/observed-events.ts';
import { unseenOutcomes } from '../../support/race.ts';

const ROUNDS = 8;

async function findingsOf({ admin }: Observed, id: number): Promise<ApiResponse['body'][]> {
  const { items } = (await admin.get('/api/access-review?size=50&finding=owner_deactivated')).body;
  const entry = items.find(({ user }: ApiResponse['body']) => user.id === id);
  return entry?.findings.filter(({ code }: ApiResponse['body']) => code === 'owner_deactivated') ?? [];
}

/** The ids of the events: a subscriber ignores a second event with the id. */
function deactivationsPublished({ events }: Observed, userId: string): Set<string> {
  const about = events().filter(({ detail }) => detail.user.user_id === userId);
  return new Set(
    about.filter((event) => event['detail-type'] === 'user.owner_deactivated').map(({ detail }) => detail.id),
  );
}

/** What gives a Service User the owner. */
const ATTEMPTS = ['update', 'create'] as const;

it('R2: an owner who is added and deactivated at the same time is one finding and one event, or is not added', async ({
  workspace,
}) => {
  const { admin } = workspace;
  await admin.put('/api/policy', { owner_required: true });
  const { user: keeper } = await workspace.person();
  let raced = 0;

  /** @param delays - Of the addition and of the deactivation, in milliseconds. */
  async function race(attempt: (typeof ATTEMPTS)[number], delays: readonly [addition: number, deactivation: number]) {
    raced += 1;
    const { user: owner } = await workspace.person('Manager');
    const owners = [owner.user_id];
    const wanted = { name: `Owned ${raced}` };
    const existing =
      attempt === 'update' && (await admin.post('/api/users', { ...wanted, owners: [keeper.user_id] })).body;
    const add = () =>
      existing ? admin.put(`/api/users/${existing.id}`, { owners }) : admin.post('/api/users', { ...wanted, owners });

    const [added, demoted, deactivated] = await Promise.all([
      sleep(delays[0]).then(add),
      sleep(delays[1]).then(() => admin.put(`/api/users/${owner.id}`, { role: 'Member' })),
      sleep(delays[1]).then(() => admin.delete(`/api/users/${owner.id}`)),
    ]);

    expect([demoted.status, deactivated.status]).toEqual([200, 204]);
    const accepted = added.status < 300;
    if (!accepted) expect(added).toMatchObject({ status: 422, body: { errors: [{ path: 'owners.0' }] } });
    const userId = `owned_${raced}@service`;
    const published = () => deactivationsPublished(workspace, userId).size;
    while (accepted && published() === 0) await sleep(50);
    // Leaves time for an event that should not arrive.
    await sleep(300);
    expect(published()).toBe(accepted ? 1 : 0);
    const { status, body: user } = await admin.get(`/api/users/${userId}`);
    if (accepted) {
      expect(user).toMatchObject({ owners, role: 'Member', deleted_at: null });
      expect(await findingsOf(workspace, user.id)).toEqual([{ code: 'owner_deactivated', owner: owner.user_id }]);
    } else {
      expect(status).toBe(existing ? 200 : 404);
      if (existing) expect(user.owners).toEqual([keeper.user_id]);
    }
    return `${attempt}: ${accepted ? 'accepted' : 'rejected'}`;
  }

  const unseen = await unseenOutcomes({
    wanted: ATTEMPTS.flatMap((attempt) => [`${attempt}: accepted`, `${attempt}: rejected`]),
    rounds: ROUNDS,
    async run({ number, gap }) {
      const attempt = ATTEMPTS[number % ATTEMPTS.length] ?? 'update';
      const outcomes = [await race(attempt, [0, gap])];
      if (gap > 0)
        for (const other of ATTEMPTS) outcomes.push(await race(other, [gap, 0]), await race(other, [0, gap]));
      return outcomes;
    },
  });
  expect(unseen).toEqual([]);
  expect(await workspace.violations()).toEqual([]);
});

it('R2: the notices of a day go to an owner once at most, who is deactivated while they are published', async ({
  workspace,
}) => {
  const { admin } = workspace;
  await admin.put('/api/policy', { owner_required: false });
  for (let round = 0; round < ROUNDS; round += 1) {
    const { user: owner } = await workspace.person();
    const { user, token, client } = await workspace.serviceUser({ owners: [owner.user_id] });
    await workspace.setTokenTimes(token, { expiration: daysFromNow(7) });
    await sleep(100);
    await workspace.put({ ...tokenNoticesKey, schema: SCHEMA_VERSION, told_until: daysFromNow(-1) });

    const [, deactivated] = await Promise.all([
      workspace.runSchedules(),
      sleep(round * 20).then(() => admin.delete(`/api/users/${owner.id}`)),
    ]);
    await workspace.runSchedules();

    expect(deactivated.status).toBe(204);
    await workspace.eventsOf(user.user_id, 4);
    const published = workspace.events();
    const notices = published.filter(
      (event) => event['detail-type'] === 'token.expiring' && event.detail.token.id === token.id,
    );
    expect(new Set(notices.map(({ detail }) => detail.id)).size).toBe(1);
    // The owner is named, and gets the notice, as of one moment.
    const named = notices[0]?.detail.owners.map(({ user_id }: { user_id: string }) => user_id);
    const digests = published.filter((event) => event.detail.owner?.user_id === owner.user_id && event.detail.notices);
    expect(digests.map(({ detail }) => detail.notices_total)).toEqual(named.length === 1 ? [1] : []);
    expect(deactivationsPublished(workspace, user.user_id).size).toBe(1);
    expect((await client.get('/api/me')).status).toBe(200);
  }
});
