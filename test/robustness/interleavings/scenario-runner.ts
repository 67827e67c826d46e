// Runs scenarios: requests that are sent concurrently from the same initial state, with the same clock and the same random
// numbers, as often as needed.
import { createHash, randomBytes } from 'node:crypto';
import type { Key } from '../../../shared/storage/keys.ts';
import type { ApiResponse } from '../../support/api-response.ts';
import { refuseLeaks } from '../../support/canaries.ts';
import { violations } from '../../support/invariants.ts';
import { textOf } from '../support/access-set.ts';
import { type AuditArchive, randomFaults } from '../support/audit-archive.ts';
import { SIZE } from '../support/size.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { createFixtures } from './fixtures.ts';
import { normalizeOutcome, type Outcome } from './normalized-outcome.ts';
import type { TestRequest } from './requests.ts';
import { type Choose as ChooseCall, createScheduler, type Run } from './scheduler.ts';
import { mirrorTable, type Snapshot } from './table-mirror.ts';

/** The workspace has two human Admins, or three. */
export type InitialState = 'two Admins' | 'three Admins';

export interface Scenario {
  readonly initialState: InitialState;
  /** The client `a` sends the first request, `b` the second. */
  readonly requests: readonly TestRequest[];
}

export interface ScenarioRun extends Run<ApiResponse> {
  /** The invariants that the table violated, after one of the writes or in the end, and those of the archive. */
  readonly violations: readonly string[];
  readonly outcome: Outcome;
}

/** Picks the next call. @param outcomeSoFar - The responses that were returned, and the state of the table. */
export type Choose = (...given: [...Parameters<ChooseCall>, outcomeSoFar: () => Outcome]) => ReturnType<ChooseCall>;

export interface ScenarioRunner {
  run(scenario: Scenario, choose: Choose): Promise<ScenarioRun>;
  /** The response of the authorizer to a client in the current run, as JSON. */
  authorizationOf(client: string): string | undefined;
  /** Whether the mirror equals the table. */
  mirrorEqualsTable(): Promise<boolean>;
}

const SECRET_BYTES = 32;

function idBytes(size: number, draw: number): Uint8Array {
  return createHash('shake256', { outputLength: size }).update(`${draw}`).digest();
}

/** More random numbers than a run draws, so that no two of its audit entries get the same id in the same millisecond. */
const RANDOM_NUMBERS = 4000;

/** @param archive - Archives the audit entries of one run in so many, under random faults. @default none */
export async function createScenarioRunner(system: SystemUnderTest, archive?: AuditArchive): Promise<ScenarioRunner> {
  const fixtures = await createFixtures(system);
  const mirror = await mirrorTable(system);
  const twoAdmins = mirror.snapshot();
  await system.bearer(fixtures.first.bearer, 'fixtures').put(`/api/users/${fixtures.third.id}`, { role: 'Admin' });
  await mirror.reload();
  const initialStates: Record<InitialState, Snapshot> = { 'two Admins': twoAdmins, 'three Admins': mirror.snapshot() };
  const scheduler = createScheduler(system);
  const start = Date.now();
  let [ticks, draws, runs] = [0, 0, 0];
  Object.assign(system.effects, {
    now: () => new Date(start + ticks++),
    random: () => (draws++ % RANDOM_NUMBERS) / RANDOM_NUMBERS,
    // Ids are repeated in each run, and secrets are not: a secret in the response to another request would be a leak.
    randomBytes: (size: number) => (size < SECRET_BYTES ? idBytes(size, draws++) : randomBytes(size)),
    // The scheduler decides how long a client waits while others proceed.
    sleep: async () => {},
  });

  return {
    async run({ initialState, requests }, choose) {
      const before = initialStates[initialState];
      await mirror.restore(before);
      runs += 1;
      const archiving = runs % SIZE.archivedEvery === 0 ? archive : undefined;
      await archiving?.ignoreEarlierWrites();
      [ticks, draws] = [0, 0];
      system.authorizations.clear();
      const found = new Set<string>();
      // A response that breaks a rule of the HTTP client is noted, and the scheduler lets the other requests come to their end.
      const noteError = (error: Error): ApiResponse => {
        found.add(error.message);
        return { status: 0, headers: new Headers(), type: undefined, body: undefined };
      };
      const acts = requests.map(({ send }, index) => {
        const name = clientName(index);
        const act = () => send((token) => system.bearer(token, name), fixtures, system.signed(name));
        return [name, () => act().catch(noteError)] as const;
      });
      const written = new Map<string, Key>();
      const run = await scheduler.run<ApiResponse>(
        Object.fromEntries(acts),
        (ready, steps, results) =>
          choose(ready, steps, results, () => normalizeOutcome(results, before, mirror.items())),
        async ({ command, accesses }, done) => {
          for (const { key, writes } of accesses) if (writes) written.set(textOf(key), key);
          // Other writes count ids and record uses, which no invariant is about.
          if (!done || command !== 'TransactWriteItems') return;
          await mirror.refresh([...written.values()]);
          written.clear();
          for (const violation of violations(mirror.items(), new Date(start + ticks))) found.add(violation);
        },
      );
      await mirror.refresh([...written.values()]);
      const added = mirror.items().filter((item) => !before.has(textOf(item)));
      const discrepancies = await archiving?.discrepancies(added, randomFaults(runs));
      for (const discrepancy of discrepancies ?? []) found.add(discrepancy);
      refuseLeaks({ logs: system.logs() });
      system.clearLogs();
      return { ...run, violations: [...found], outcome: normalizeOutcome(run.results, before, mirror.items()) };
    },
    authorizationOf: (client) => system.authorizations.get(client),
    mirrorEqualsTable: () => mirror.equalsTable(),
  };
}

/** `a`, `b`, `c`. */
export function clientName(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}
