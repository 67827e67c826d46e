// R14 under concurrent writers: a machine changes a person only while that person is no Admin.
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { ApiResponse } from '../support/api-response.ts';
import { it } from '../support/workspace.ts';

const ROUNDS = 24;
/** The winner of a race is random: the rounds are repeated until each side has won, up to this number. */
const MAX_ROUNDS = 120;

/** What a machine attempts while a person promotes or demotes the account. */
const ATTEMPTS = ['deactivate', 'demote', 'reactivate'] as const;
const WANTED = ATTEMPTS.flatMap((attempt) => [`${attempt}: allowed`, `${attempt}: human_required`]);

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
  const outcomes = new Set<string>();
  const unseen = () => WANTED.filter((outcome) => !outcomes.has(outcome));
  for (let round = 0; round < ROUNDS || (unseen().length > 0 && round < MAX_ROUNDS); round += 1) {
    const attempt = ATTEMPTS[round % ATTEMPTS.length] ?? 'deactivate';
    const email = `raced.${round}@example.com`;
    const { body: person } = await admin.post('/api/users', { name: `Raced ${round}`, user_type: 'Human', email });
    const path = `/api/users/${person.id}`;
    if (attempt === 'demote') await admin.put(path, { role: 'Manager' });
    if (attempt === 'reactivate') await admin.delete(path);
    const act = {
      deactivate: () => machine.client.delete(path),
      demote: () => machine.client.put(path, { role: 'Member' }),
      reactivate: () => machine.client.post(`${path}/reactivate`),
    }[attempt];

    // Either side starts a little later in some rounds, so that each wins.
    const delay = 3 * Math.floor(round / ATTEMPTS.length);
    const [early, late] = round % 2 === 0 ? [0, delay % 20] : [delay % 20, 0];
    const [promoted, changed] = await Promise.all([
      sleep(early).then(() => admin.put(path, { role: 'Admin' })),
      sleep(late).then(act),
    ]);

    expect(promoted.status).toBe(200);
    const outcome = changed.status < 300 ? 'allowed' : changed.body.code;
    expect(['allowed', 'human_required']).toContain(outcome);
    outcomes.add(`${attempt}: ${outcome}`);
    const { items } = (await admin.get(`/api/audit-log?target=${person.user_id}&size=200`)).body;
    expect(governedByMachine(items.toReversed())).toEqual([]);
    if (outcome === 'human_required') {
      // The person is as the promotion left them.
      const { role, deleted_at } = (await admin.get(path)).body;
      expect([role, deleted_at !== null]).toEqual(['Admin', attempt === 'reactivate']);
    }
    // Promoted after the demotion: the promotion is the last change.
    if (attempt === 'demote') expect((await admin.get(path)).body.role).toBe('Admin');
  }
  expect(await workspace.violations()).toEqual([]);
  // Each attempt succeeded and failed at least once.
  expect(unseen()).toEqual([]);
});
