// Archives the audit log repeatedly, each time with another fault at another object of the archive.
import { STORE_FAULTS } from '../support/archive-store.ts';
import { type ArchiveFaults, NO_FAULTS, startAuditArchive } from '../support/audit-archive.ts';
import type { Mutant } from '../support/bundle.ts';
import { expectSuccess, FIRST_TOKEN, logIn } from '../support/fixtures.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';

const BATCH_SIZES = [1, 5, 100];

export interface ArchiveSweep {
  readonly entries: number;
  readonly deliveries: number;
  readonly violations: readonly string[];
}

/** @param mutant - A mistake in the function that archives. @default none */
export async function sweepArchive(system: SystemUnderTest, mutant?: Mutant): Promise<ArchiveSweep> {
  const archive = await startAuditArchive(system, mutant);
  await makeChanges(system);
  const items = await system.items();
  const entries = items.filter(({ pk }) => pk === 'AUDIT_LOG').length;
  const violations = await archive.discrepancies(items, NO_FAULTS);
  const scenarios = Array.from({ length: entries }, (_, object) => scenariosAt(object)).flat();
  for (const [name, faults] of scenarios) {
    // One violation is enough, and a mutant has many.
    if (violations.length > 0) break;
    for (const batchSize of BATCH_SIZES) {
      const found = await archive.repeat({ ...faults, batchSize });
      violations.push(...found.map((sentence) => `${name}, batches of ${batchSize}: ${sentence}`));
    }
  }
  await archive.stop();
  return { entries, deliveries: scenarios.length * BATCH_SIZES.length, violations };
}

/** Changes resources of several kinds. */
async function makeChanges(system: SystemUnderTest): Promise<void> {
  const admin = system.bearer(await logIn(system, ADMIN_EMAIL));
  await expectSuccess(admin.post('/api/teams', { name: 'Data' }));
  const user = await expectSuccess(admin.post('/api/users', { name: 'Airflow', teams: ['Data'], token: FIRST_TOKEN }));
  await expectSuccess(admin.post(`/api/user-tokens/${user.token.id}/rotate`));
  await expectSuccess(admin.put(`/api/user-tokens/${user.token.id}`, { revoke: true }));
  await expectSuccess(admin.put(`/api/users/${user.id}`, { name: 'Dagster', teams: [] }));
  await expectSuccess(admin.post('/api/datastores', { name: 'Lake', teams: ['Data'] }));
}

/** Each fault at the first request for the object, and at every request for it in the first invocation. */
function scenariosAt(object: number): [name: string, faults: ArchiveFaults][] {
  const named = (name: string, faults: Partial<ArchiveFaults>): [string, ArchiveFaults] => [
    `object ${object + 1} ${name}`,
    { ...NO_FAULTS, ...faults },
  ];
  return [
    ...STORE_FAULTS.flatMap((fault) => [
      named(`${fault}, once`, {
        fault: (request) => (request.object === object && request.attempt === 1 ? fault : 'none'),
      }),
      named(`${fault}, in the whole invocation`, {
        fault: (request, invocation) => (request.object === object && invocation === 1 ? fault : 'none'),
      }),
    ]),
    named('killed before', {
      fault: (request, invocation) => (request.object >= object && invocation === 1 ? 'unreachable' : 'none'),
      crashes: (invocation) => invocation === 1,
    }),
  ];
}
