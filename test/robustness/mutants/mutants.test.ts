// Every mistake of the museum is caught by the suite that is there for it; what none caught would be a hole in the suites. That
// they find nothing in the code as it is, is what they test themselves.
import { describe, expect, test } from 'vitest';
import { checkMatrix } from '../authorization/authorization-matrix.ts';
import { type Catcher, EXHIBITS } from '../support/exhibits.ts';
import { sweepFaults, TIME_TO_ANSWER_MS } from '../faults/fault-sweep.ts';
import { fuzzInput } from '../fuzz/fuzz.ts';
import { exploreInterleavings } from '../interleavings/interleavings.ts';
import { requestNamed } from '../interleavings/requests.ts';
import { raceRevocations } from '../stale-reads/revocation-races.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system-under-test.ts';
import { createScenarioRunner } from '../interleavings/scenario-runner.ts';

/** What the suite says of the subject, in sentences. */
async function findings(subject: SystemUnderTest, catcher: Catcher): Promise<readonly string[]> {
  if (catcher.suite === 'fuzz') {
    return (await fuzzInput(subject, { operations: [catcher.operation], requests: 200, seed: 1 })).wrong;
  }
  if (catcher.suite === 'interleavings') {
    const scenario = { initialState: 'two Admins', requests: catcher.requests.map(requestNamed) } as const;
    return (await exploreInterleavings(await createScenarioRunner(subject), [scenario])).violations;
  }
  if (catcher.suite === 'faults') {
    const { operation, faultScenario } = catcher;
    return (await sweepFaults(subject, { operations: [operation], faultScenarios: [faultScenario] })).violations;
  }
  if (catcher.suite === 'stale reads') {
    return (await raceRevocations(subject, { revocations: [catcher.revocation], seed: 1 })).violations;
  }
  const { wrong } = await checkMatrix(subject, { principals: [catcher.principal], routes: [catcher.route] });
  if (catcher.suite === 'matrix') return wrong;
  if (catcher.suite === 'frozen functions') return subject.workAfterResponse();
  return [];
}

/** The canaries are looked for in each response, and in all the rest when the subject is stopped. */
async function caught(catcher: Catcher, faults: (typeof EXHIBITS)[number]['faults']): Promise<readonly string[]> {
  const subject = await startSystemUnderTest({ faults, timeToAnswer: TIME_TO_ANSWER_MS });
  try {
    const found = await findings(subject, catcher);
    await subject.stop();
    return found;
  } catch (error) {
    await subject.stop().catch(() => {});
    if (catcher.suite === 'canaries') return [(error as Error).message];
    throw error;
  }
}

describe('the museum', () => {
  test('has at least 25 exhibits', () => {
    expect(new Set(EXHIBITS.map(({ title }) => title)).size).toBeGreaterThanOrEqual(25);
  });

  test.for(EXHIBITS.map((exhibit) => [`${exhibit.title} (${exhibit.caughtBy.suite})`, exhibit] as const))(
    'caught: %s',
    async ([, { faults, caughtBy }]) => {
      expect(await caught(caughtBy, faults)).not.toEqual([]);
    },
  );
});
