// R2: an owner is deactivated between the read of a request that adds them and its write. Whatever is published first, the
// Service User gets one finding and one event.
import { expect } from 'vitest';
import type { NewUser } from '../../shared/contracts/users.ts';
import type { AccountEvent, AccountWrite } from '../../shared/domain/events.ts';
import { listAccessReview } from '../../shared/services/access-review.ts';
import { publishAccountEvents } from '../../shared/services/account-events.ts';
import { createUser, deactivateUser, updateUser } from '../../shared/services/users.ts';
import { it, type Store } from '../support/table-fixture.ts';

/** Ports that record each committed write, and that run `before` once before the write of a Service User. */
function racing({ ports }: Store, beforeWrite: () => Promise<void>) {
  const writes: AccountWrite[] = [];
  let isDue = true;
  const accounts: typeof ports.accounts = {
    ...ports.accounts,
    async commit(change) {
      if (isDue && change.after.user.user_type === 'Service') {
        isDue = false;
        await beforeWrite();
      }
      const result = await ports.accounts.commit(change);
      const after = { ...change.after, version: (change.before?.version ?? 0) + 1 };
      if (result.committed) writes.push({ before: change.before, after, cause: causeOf(change.entries[0]) });
      return result;
    },
  };
  return { ports: { ...ports, accounts }, writes };
}

const causeOf = (entry?: { at: string; actor: { user_id: string }; request_id: string }) => ({
  at: entry?.at ?? '',
  actor: entry?.actor.user_id ?? null,
  request_id: entry?.request_id ?? null,
});

async function published({ ports }: Store, writes: readonly AccountWrite[]): Promise<AccountEvent[]> {
  const events: AccountEvent[] = [];
  const eventBus = { publish: async (more: readonly AccountEvent[]) => void events.push(...more) };
  for (const write of writes) await publishAccountEvents({ ...ports, eventBus }, write);
  return events.filter(({ type }) => type === 'user.owner_deactivated');
}

let people = 0;
async function person({ ports, caller }: Store) {
  people += 1;
  const email = `owner.${people}@example.com`;
  return createUser(ports, caller, { name: `Owner ${people}`, role: 'Member', teams: [], user_type: 'Human', email });
}

it.for(['update', 'creation'])('is found and published once when the %s adds the owner', async (kind, { store }) => {
  const { caller } = store;
  const owner = await person(store);
  const wanted: NewUser = { name: `Owned by ${kind}`, role: 'Member', teams: [], user_type: 'Service' };
  const existing = kind === 'update' ? await createUser(store.ports, caller, wanted) : undefined;
  const deactivation = racing(store, async () => {});
  let early: AccountEvent[] = [];
  const addition = racing(store, async () => {
    await deactivateUser(deactivation.ports, caller, owner.user_id);
    // The stream delivers the deactivation at once.
    early = await published(store, deactivation.writes);
  });

  const owned = existing
    ? await updateUser(addition.ports, caller, String(existing.id), { owners: [owner.user_id] })
    : await createUser(addition.ports, caller, { ...wanted, owners: [owner.user_id] });

  expect(owned).toMatchObject({ owners: [owner.user_id], deleted_at: null });
  expect(early).toEqual([]);
  const [event, ...others] = await published(store, addition.writes);
  expect(others).toEqual([]);
  expect(event).toMatchObject({ user: { user_id: owned.user_id }, owner: { user_id: owner.user_id } });
  // A stream that delivers the deactivation late publishes it with the same id and time.
  const late = await published(store, deactivation.writes);
  expect(late.map(({ id, at }) => [id, at])).toEqual([[event?.id, event?.at]]);
  const review = await listAccessReview(store.ports, { size: 50, cursor: '*', finding: 'owner_deactivated' });
  const [entry] = review.items.filter(({ user }) => user.id === owned.id);
  expect(entry?.findings.filter(({ code }) => code === 'owner_deactivated')).toHaveLength(1);
});

it('is not published for a write that adds an active owner, or that keeps or removes a deactivated one', async ({
  store,
}) => {
  const { ports, caller } = store;
  const [first, second] = [await person(store), await person(store)];
  const { ports: recording, writes } = racing(store, async () => {});
  const owners = [first.user_id];
  const wanted: NewUser = { name: 'Owned', role: 'Member', teams: [], user_type: 'Service', owners };
  const { id } = await createUser(recording, caller, wanted);
  expect(await published(store, writes)).toEqual([]);
  await deactivateUser(ports, caller, first.user_id);
  writes.length = 0;
  await updateUser(recording, caller, String(id), { owners: [first.user_id, second.user_id] });
  await updateUser(recording, caller, String(id), { name: 'Renamed' });
  await updateUser(recording, caller, String(id), { owners: [second.user_id] });
  expect(writes).toHaveLength(3);
  expect(await published(store, writes)).toEqual([]);
});
