// Every fault at every object of the audit archive: the archive has every entry once, and in order.
import { expect, test } from 'vitest';
import { signIdToken } from '../../support/id-tokens.ts';
import { STORE_FAULTS } from '../support/archive-store.ts';
import { type ArchiveFaults, NO_FAULTS, startAuditArchive } from '../support/audit-archive.ts';
import { expectSuccess, FIRST_TOKEN } from '../support/fixtures.ts';
import { ADMIN_EMAIL, startSystemUnderTest } from '../support/system-under-test.ts';

/** The faults of the objects before which an invocation ends. */
function scenarios(object: number): [name: string, faults: ArchiveFaults][] {
  const at = (name: string, faults: Partial<ArchiveFaults>): [string, ArchiveFaults] => [
    `object ${object}: ${name}`,
    { ...NO_FAULTS, ...faults },
  ];
  return [
    ...STORE_FAULTS.map((fault) =>
      at(`${fault}, once`, {
        fault: (request) => (request.object === object && request.attempt === 1 ? fault : 'none'),
      }),
    ),
    ...STORE_FAULTS.map((fault) =>
      at(`${fault}, as long as the invocation`, {
        fault: (request, invocation) => (request.object === object && invocation === 1 ? fault : 'none'),
      }),
    ),
    at('killed before', {
      fault: (request, invocation) => (request.object >= object && invocation === 1 ? 'unreachable' : 'none'),
      crashes: (invocation) => invocation === 1,
    }),
  ];
}

test('after any fault, the archive has every entry of the audit log once and in order', async () => {
  const system = await startSystemUnderTest();
  const archive = await startAuditArchive(system);
  const admin = system.bearer(await signIdToken(ADMIN_EMAIL));
  const team = await expectSuccess(admin.post('/api/teams', { name: 'Data' }));
  const user = await expectSuccess(admin.post('/api/users', { name: 'Airflow', teams: ['Data'], token: FIRST_TOKEN }));
  await expectSuccess(admin.post(`/api/user-tokens/${user.token.id}/rotate`));
  await expectSuccess(admin.put(`/api/user-tokens/${user.token.id}`, { revoke: true }));
  await expectSuccess(admin.put(`/api/users/${user.id}`, { name: 'Dagster', teams: [] }));
  await admin.delete(`/api/users/${user.id}`);
  await admin.delete(`/api/teams/${team.id}`);
  const items = await system.items();
  const entries = items.filter(({ pk }) => pk === 'AUDIT_LOG').length;
  expect(entries).toBeGreaterThanOrEqual(8);
  expect(await archive.discrepancies(items, NO_FAULTS)).toEqual([]);

  const violations: string[] = [];
  const runs = Array.from({ length: entries }, (_, object) => scenarios(object)).flat();
  for (const [name, faults] of runs) {
    for (const batchSize of [1, 5, 100]) {
      const found = await archive.repeat({ ...faults, batchSize });
      violations.push(...found.map((sentence) => `${name}, batches of ${batchSize}: ${sentence}`));
    }
  }
  console.log(`archive sweep: ${runs.length * 3} deliveries of ${entries} entries`);
  expect(violations).toEqual([]);
  await archive.stop();
  await system.stop();
});
