// R14 under concurrent writers: a machine changes a person only while that person is no Admin.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ApiResponse } from '../../support/api-response.ts';
import { unseenOutcomes } from '../../support/race.ts';
import { it } from '../../support/workspace.ts';

const ROUNDS = 24;

/** What a machine attempts while a person promotes or demotes the account. */
const ATTEMPTS = ['deactivate', 'demote', 'reactivate'] as const;
type Attempt = (typeof ATTEMPTS)[number];
const allowed = (attempt: Attempt) => `${attempt}: allowed`;
const rejected = (attempt: Attempt) => `${attempt}: human_required`;

/** The audit entries by which a Service User changed the role or the state of a human Admin, in the order of the log. */
function governedByMachine(entries: readonly ApiResponse['body'][]): ApiResponse['body'][] {
  let role: string | undefined;
  return entries.filter(({ actor, changes }) => {
    const before = role;
    role = changes.role?.to ?? role;
    const governs = 'role' in changes || 'deleted_at' in changes;
    return actor.user_type === 'Service' && governs && [before, role].includes('Admin');
  });
}

it('R14: a promotion to Admin and a change by a machine never both apply in that order', async ({ workspace }) => {
  const { admin } = workspace;
  const machine = await workspace.serviceUser({ role: 'Admin' });
  let raced = 0;

  /** @param delays - Of the promotion and of the attempt, in milliseconds. @returns the outcome of the attempt */
  async function race(attempt: Attempt, delays: readonly [promotion: number, attempt: number]): Promise<string> {
    raced += 1;
    const email = `raced.${raced}@example.com`;
    const { body: person } = await admin.post('/api/users', { name: `Raced ${raced}`, user_type: 'Human', email });
    const path = `/api/users/${person.id}`;
    if (attempt === 'demote') await admin.put(path, { role: 'Manager' });
    if (attempt === 'reactivate') await admin.delete(path);
    const act = {
      deactivate: () => machine.client.delete(path),
      demote: () => machine.client.put(path, { role: 'Member' }),
      reactivate: () => machine.client.post(`${path}/reactivate`),
    }[attempt];

    const [promoted, changed] = await Promise.all([
      sleep(delays[0]).then(() => admin.put(path, { role: 'Admin' })),
      sleep(delays[1]).then(act),
    ]);

    expect(promoted.status).toBe(200);
    const outcome = changed.status < 300 ? 'allowed' : changed.body.code;
    expect(['allowed', 'human_required']).toContain(outcome);
    const { items } = (await admin.get(`/api/audit-log?target=${person.user_id}&size=200`)).body;
    expect(governedByMachine(items.toReversed())).toEqual([]);
    if (outcome === 'human_required') {
      // The person is as the promotion left them.
      const { role, deleted_at } = (await admin.get(path)).body;
      expect([role, deleted_at !== null]).toEqual(['Admin', attempt === 'reactivate']);
    }
    // Promoted after the demotion: the promotion is the last change.
    if (attempt === 'demote') expect((await admin.get(path)).body.role).toBe('Admin');
    return `${attempt}: ${outcome}`;
  }

  const unseen = await unseenOutcomes({
    wanted: ATTEMPTS.flatMap((attempt) => [allowed(attempt), rejected(attempt)]),
    rounds: ROUNDS,
    async run({ number, gap, unseen }) {
      const outcomes: string[] = [];
      const concurrent = [ATTEMPTS[number % ATTEMPTS.length] ?? 'deactivate'];
      for (const attempt of gap === 0 ? concurrent : ATTEMPTS) {
        // In concurrent rounds, either side starts a little later.
        const delay = gap || (3 * Math.floor(number / ATTEMPTS.length)) % 20;
        if (gap === 0 ? number % 2 === 0 : unseen.includes(rejected(attempt)))
          outcomes.push(await race(attempt, [0, delay]));
        if (gap === 0 ? number % 2 === 1 : unseen.includes(allowed(attempt)))
          outcomes.push(await race(attempt, [delay, 0]));
      }
      return outcomes;
    },
  });
  expect(await workspace.violations()).toEqual([]);
  // Each attempt succeeded and failed at least once.
  expect(unseen).toEqual([]);
});
