// Every revocation scenario against every use of a credential, while a replica of the table lags behind. Every use that begins
// after a revocation was acknowledged must be rejected, and every use after it was undone must be accepted.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiResponse } from '../../support/api-response.ts';
import { type Caller, createFixtures, expectSuccess, type Fixtures, type SessionCaller } from '../support/fixtures.ts';
import { randomNumbers } from '../support/random.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';
import { type Replica, startLaggingReplica } from './lagging-replica.ts';
import {
  type Act,
  type Credential,
  type Holder,
  nowInSeconds,
  REVOCATIONS,
  type Revocation,
  type Setup,
  USES,
  type Use,
} from './revocation-scenarios.ts';

export interface Selection {
  /** By their names. @default all */
  readonly revocations?: readonly string[];
  readonly uses?: readonly string[];
  /** Decides the lag of each item and the times of the uses. */
  readonly seed: number;
}

export interface Race {
  /** Combinations of a revocation, a credential and a use. */
  readonly pairs: number;
  /** Requests that were sent after an acknowledgement, and whose result was checked. */
  readonly verified: number;
  /** Reads from the replica. */
  readonly staleReads: number;
  /** A sentence for each request with a wrong result. */
  readonly violations: readonly string[];
}

/** The lag of the replica, in milliseconds. */
const LAG = { least: 50, most: 5000 };
/** After this time, every earlier write has arrived at the replica. */
const LONG_AFTER = 2 * LAG.most;
/** Concurrent requests begin within this time before the revocation, in milliseconds. */
const HEAD_START = 10;

export async function raceRevocations(system: SystemUnderTest, { revocations, uses, seed }: Selection): Promise<Race> {
  const random = randomNumbers(seed);
  const fixtures = await createFixtures(system);
  const setup = await createSetup(system, fixtures);
  const replica = await startLaggingReplica(system, () => LAG.least + random() * (LAG.most - LAG.least));
  const environment = { setup, fixtures, replica, random };
  const violations: string[] = [];
  let [pairs, verified] = [0, 0];
  for (const revocation of REVOCATIONS.filter(({ name }) => revocations?.includes(name) ?? true)) {
    for (const credential of revocation.from) {
      const selected = usesOf(revocation, credential).filter(({ name }) => uses?.includes(name) ?? true);
      const { sent, wrong } = await race(environment, revocation, credential, selected).catch(({ message }: Error) => ({
        sent: 0,
        wrong: [message],
      }));
      setup.resetClock();
      pairs += selected.length;
      verified += sent;
      violations.push(...wrong.map((sentence) => `${revocation.name} (${credential}): ${sentence}`));
    }
  }
  replica.stop();
  violations.push(...(await system.violations()), ...system.workAfterResponse());
  return { pairs, verified, staleReads: replica.served(), violations };
}

interface Environment {
  readonly setup: Setup;
  readonly fixtures: Fixtures;
  readonly replica: Replica;
  readonly random: () => number;
}

async function createSetup(system: SystemUnderTest, { root }: Fixtures): Promise<Setup> {
  await expectSuccess(root.post('/api/teams', { name: 'Data' }));
  const datastore = await expectSuccess(root.post('/api/datastores', { name: 'Warehouse', teams: ['Data'] }));
  const token = await expectSuccess(root.post('/api/user-tokens', { name: 'laptop', expires_in_days: 365 }));
  let hours = 0;
  system.effects.now = () => new Date(Date.now() + hours * 60 * 60 * 1000);
  const pass = (more: number) => {
    hours += more;
  };
  const resetClock = () => {
    hours = 0;
  };
  return { system, admin: system.bearer(token.bearer_token), datastore, pass, resetClock };
}

/** An Admin sees every datastore, so the team matters to a Member only. */
function roleFor({ affects }: Revocation): 'Admin' | 'Member' {
  return affects === 'team' ? 'Member' : 'Admin';
}

function usesOf(revocation: Revocation, credential: Credential): Use[] {
  return USES.filter(
    ({ by, needs }) => by.includes(credential) && (needs !== 'role' || roleFor(revocation) === 'Admin'),
  );
}

async function race(
  { setup, fixtures, replica, random }: Environment,
  revocation: Revocation,
  credential: Credential,
  uses: readonly Use[],
): Promise<{ sent: number; wrong: readonly string[] }> {
  const holder = await createHolder(credential, roleFor(revocation), fixtures);
  const wrong: string[] = [];
  let sent = 0;
  const act = async (steps: readonly Act[] = []) => {
    for (const step of steps) await expectSuccess(step(holder, setup));
  };
  const { affects, spares = [], sparesHalfway = spares } = revocation;
  const isRevoked = ({ name, needs }: Use) => (affects === undefined || affects === needs) && !spares.includes(name);

  /** Makes all uses concurrently, each time after the given time of the replica. */
  async function verify(when: string, isRejected: (use: Use) => boolean, ...times: readonly number[]): Promise<void> {
    for (const time of times) {
      await replica.pass(time);
      const responses = await Promise.all(uses.map((use) => use.attempt(holder, setup)));
      sent += responses.length;
      for (const [index, response] of responses.entries()) {
        const use = uses[index] as Use;
        const verdict = verdictOn(use, response);
        if (verdict === (isRejected(use) ? 'rejected' : 'accepted')) continue;
        wrong.push(`${when}: ${use.name}: ${verdict}`);
      }
    }
  }

  await act(revocation.prepare && [revocation.prepare]);
  await verify('before the revocation', ({ name }) => revocation.rejectedBefore?.includes(name) ?? false, 0);
  await replica.pass(LONG_AFTER);
  const concurrent = uses.map(async (use) => {
    await sleep(random() * HEAD_START);
    const response = await use.attempt(holder, setup);
    // When the revocation lets hours pass, a retry can miss the deadline of its request.
    if (response.body?.code === 'busy') return;
    const verdict = verdictOn(use, response);
    if (!['accepted', 'rejected'].includes(verdict)) wrong.push(`concurrently: ${use.name}: ${verdict}`);
  });
  await sleep(random() * HEAD_START);
  await act(revocation.revoke);
  await verify('after the revocation', isRevoked, 0, random() * LAG.most, LONG_AFTER);
  await Promise.all(concurrent);
  if (revocation.halfway) {
    await act(revocation.halfway);
    await verify('halfway to the restoration', ({ name }) => !sparesHalfway.includes(name), 0);
  }
  if (revocation.restore) {
    await act(revocation.restore);
    await verify('after the restoration', () => false, 0, random() * LAG.most);
  }
  return { sent, wrong };
}

function verdictOn({ accepted = ({ status }) => status < 300 }: Use, response: ApiResponse): string {
  if (response.status >= 500) return `status ${response.status}`;
  return accepted(response) ? 'accepted' : 'rejected';
}

async function createHolder(
  credential: Credential,
  role: 'Admin' | 'Member',
  { serviceUser, person, personWithSession, workload, signer }: Fixtures,
): Promise<Holder> {
  const teams = { teams: ['Data'] };
  const withoutToken = { ...teams, token: undefined };
  // Times in ID tokens are whole seconds, so a token of the same second as the end of all sessions is not older.
  const issuedAt = nowInSeconds() - 2;
  const withToken = (caller: Caller): Holder => ({ ...caller, credential: caller.token.bearer_token, issuedAt });
  const withSession = (caller: SessionCaller): Holder => ({ ...caller, credential: caller.session, issuedAt });
  switch (credential) {
    case 'service token':
      return withToken(await serviceUser(role, teams));
    case 'personal token':
      return withToken(await person(role, teams));
    case 'session':
      return withSession(await personWithSession(role, teams));
    case 'workload session':
      return withSession(await workload(role, withoutToken));
    case 'signature':
      return { ...(await signer(role, withoutToken)), credential: undefined, issuedAt };
  }
}
