// Mutation tests: each mutant is a mistake that real systems made, and its suite must catch it. The other suites show that they
// report nothing in the code without a mutant.
import { expect, test } from 'vitest';
import { checkMatrix } from '../authorization/authorization-matrix.ts';
import { checkScopes } from '../authorization/scope-matrix.ts';
import { sweepArchive } from '../faults/archive-sweep.ts';
import { FUNCTION_TIMEOUT_MS, sweepFaults } from '../faults/fault-sweep.ts';
import { fuzzInput } from '../fuzz/fuzz.ts';
import { exploreInterleavings } from '../interleavings/interleavings.ts';
import { requestNamed } from '../interleavings/requests.ts';
import { createScenarioRunner } from '../interleavings/scenario-runner.ts';
import { sweepUnusedRevocation } from '../interleavings/unused-revocation.ts';
import { raceRevocations } from '../stale-reads/revocation-races.ts';
import { type Mutant, mutatedFiles } from '../support/bundle.ts';
import { randomNumbers, shuffled } from '../support/random.ts';
import { SEED, SIZE } from '../support/size.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system-under-test.ts';
import { type CaughtBy, fileOf, MUTANTS, MUTANTS_OF_OTHER_TESTS, mutantNamed, patchFiles } from './mutants.ts';

/** The violations that the suite reports. */
async function violationsOf(system: SystemUnderTest, caughtBy: CaughtBy, mutant: Mutant): Promise<readonly string[]> {
  switch (caughtBy.suite) {
    case 'fuzz':
      return (await fuzzInput(system, { operations: [caughtBy.operation], requests: 200, seed: 1 })).wrong;
    case 'interleavings': {
      const scenario = { initialState: 'two Admins', requests: caughtBy.requests.map(requestNamed) } as const;
      return (await exploreInterleavings(await createScenarioRunner(system), [scenario])).violations;
    }
    case 'faults': {
      const { operation, scenario } = caughtBy;
      return (await sweepFaults(system, { operations: [operation], faultScenarios: [scenario] })).violations;
    }
    case 'stale reads':
      return (await raceRevocations(system, { revocations: [caughtBy.revocation], seed: 1 })).violations;
    case 'archive':
      return (await sweepArchive(system, mutant)).violations;
    case 'unused tokens':
      return (await sweepUnusedRevocation(system, mutant)).violations;
    case 'scopes':
      return (await checkScopes(system, { routes: [caughtBy.route] })).wrong;
    case 'authorization':
      return checkCells(system, caughtBy);
    case 'work after a response':
      await checkCells(system, caughtBy);
      return system.workAfterResponse();
    case 'canaries':
      await checkCells(system, caughtBy);
      return [];
  }
}

async function checkCells(system: SystemUnderTest, { principal, route }: { principal: string; route: string }) {
  return (await checkMatrix(system, { principals: [principal], routes: [route] })).wrong;
}

/** A leaked secret is an error of the response that has it, or of the stop of the system, which searches the items and the log. */
async function catchMutant(name: string, caughtBy: CaughtBy): Promise<readonly string[]> {
  const mutant = mutantNamed(name);
  const system = await startSystemUnderTest({
    // The functions that archive and that revoke unused tokens are not functions of the system.
    ...(caughtBy.suite !== 'archive' && caughtBy.suite !== 'unused tokens' && { mutant }),
    ...(caughtBy.suite === 'faults' && { functionTimeout: FUNCTION_TIMEOUT_MS }),
  });
  try {
    const found = await violationsOf(system, caughtBy, mutant);
    await system.stop();
    return found;
  } catch (error) {
    await system.stop().catch(() => {});
    if (caughtBy.suite === 'canaries') return [(error as Error).message];
    throw error;
  }
}

test('every patch belongs to a mutant, and every mutant has a patch', () => {
  expect(patchFiles().sort()).toEqual([...Object.keys(MUTANTS), ...MUTANTS_OF_OTHER_TESTS].map(fileOf).sort());
});

test('every patch applies', () => {
  for (const name of [...Object.keys(MUTANTS), ...MUTANTS_OF_OTHER_TESTS]) {
    expect([name, mutatedFiles(mutantNamed(name)).size]).toEqual([name, expect.toSatisfy((files) => files > 0)]);
  }
});

const drawn = shuffled(Object.entries(MUTANTS), randomNumbers(SEED));

test.for(drawn.slice(0, Math.ceil(drawn.length * SIZE.mutants)))(
  'the suite catches the mutant: %s',
  { timeout: SIZE.timeoutMs },
  async ([name, caughtBy]) => {
    expect(await catchMutant(name, caughtBy)).not.toEqual([]);
  },
);
