// Every revocation to lose what a credential is good for, against every revocation to use it, while a replica of the table lags behind. From
// the moment the loss is acknowledged, nobody is let in; from the moment it is taken back, everybody is.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer as HttpResponse } from '../../support/http-client.ts';
import { signIdToken } from '../../support/id-tokens.ts';
import {
  type Act,
  type Credential,
  type Holder,
  SIGNING_ROLE,
  type Setup,
  USES,
  type Use,
  REVOCATIONS,
  type Revocation,
} from './revocation-scenarios.ts';
import { type Population, populate } from '../authorization/principals.ts';
import { randomNumbers } from '../support/random.ts';
import { lagBehind, type Replica } from './lagging-replica.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

export interface Selection {
  /** Names. @default all */
  readonly revocations?: readonly string[];
  readonly uses?: readonly string[];
  /** Decides how long what is written travels to the replica, and when the uses are. */
  readonly seed: number;
}

export interface Race {
  /** A revocation and a use that met. */
  readonly pairs: number;
  /** Requests that began after an acknowledgement. */
  readonly verified: number;
  /** Reads that the replica has responded. */
  readonly staleReads: number;
  /** A sentence for each request that was responded as it must not be. */
  readonly violations: readonly string[];
}

/** The replica is behind by so much, in milliseconds. */
const LAG = { least: 50, most: 5000 };
/** After so much of the replica's time, it has all that was written before. */
const LONG_AFTER = 2 * LAG.most;
/** Requests under revocation begin in this time before the loss, in milliseconds. */
const HEAD_START = 10;

export async function raceRevocations(subject: SystemUnderTest, { revocations, uses, seed }: Selection): Promise<Race> {
  const random = randomNumbers(seed);
  const population = await populate(subject);
  const setup = await createSetup(subject, population);
  const replica = await lagBehind(subject, () => LAG.least + random() * (LAG.most - LAG.least));
  const scene = { setup, population, replica, random };
  const violations: string[] = [];
  let [pairs, verified] = [0, 0];
  for (const revocation of REVOCATIONS.filter(({ name }) => revocations?.includes(name) ?? true)) {
    for (const credential of revocation.from) {
      const tried = usesOf(revocation, credential).filter(({ name }) => uses?.includes(name) ?? true);
      const { sent, wrong } = await race(scene, revocation, credential, tried).catch(({ message }: Error) => ({
        sent: 0,
        wrong: [message],
      }));
      pairs += tried.length;
      verified += sent;
      violations.push(...wrong.map((sentence) => `${revocation.name} (${credential}): ${sentence}`));
    }
  }
  replica.stop();
  violations.push(...(await subject.violations()), ...subject.workAfterResponse());
  return { pairs, verified, staleReads: replica.served(), violations };
}

interface Scene {
  readonly setup: Setup;
  readonly population: Population;
  readonly replica: Replica;
  readonly random: () => number;
}

async function createSetup(subject: SystemUnderTest, { root }: Population): Promise<Setup> {
  await done(root.post('/api/teams', { name: 'Data' }));
  const datastore = await done(root.post('/api/datastores', { name: 'Warehouse', teams: ['Data'] }));
  let hours = 0;
  subject.effects.now = () => new Date(Date.now() + hours * 60 * 60 * 1000);
  const pass = (more: number) => {
    hours += more;
  };
  return { subject, admin: root, datastore, pass };
}

/** An Admin reaches every datastore: teams matter to a Member, who does nothing that needs the role. */
function roleFor({ loses }: Revocation): 'Admin' | 'Member' {
  return loses === 'team' ? 'Member' : 'Admin';
}

function usesOf(revocation: Revocation, credential: Credential): Use[] {
  return USES.filter(({ by, needs }) => by.includes(credential) && (needs !== 'role' || roleFor(revocation) === 'Admin'));
}

async function race(
  { setup, population, replica, random }: Scene,
  revocation: Revocation,
  credential: Credential,
  uses: readonly Use[],
): Promise<{ sent: number; wrong: readonly string[] }> {
  const holder = await holderOf(credential, roleFor(revocation), setup, population);
  const wrong: string[] = [];
  let sent = 0;
  const act = async (steps: readonly Act[] = []) => {
    for (const step of steps) await done(step(holder, setup));
  };
  const isLost = ({ needs }: Use) => revocation.loses === undefined || revocation.loses === needs;

  /** All uses at once, each time after so much of the replica's time. */
  async function verify(when: string, isRefused: (use: Use) => boolean, ...times: readonly number[]): Promise<void> {
    for (const time of times) {
      await replica.pass(time);
      const responses = await Promise.all(uses.map((use) => use.attempt(holder, setup)));
      sent += responses.length;
      for (const [index, response] of responses.entries()) {
        const use = uses[index] as Use;
        const verdict = verdictOn(use, response);
        if (verdict === (isRefused(use) ? 'refused' : 'accepted')) continue;
        wrong.push(`${when}, who ${use.name} is ${verdict}`);
      }
    }
  }

  await act(revocation.prepare && [revocation.prepare]);
  await verify('before', () => false, 0);
  await replica.pass(LONG_AFTER);
  const underWay = uses.map(async (use) => {
    await sleep(random() * HEAD_START);
    const response = await use.attempt(holder, setup);
    // Where time is what is lost, hours go by between two attempts at a write.
    if (response.body?.code === 'busy') return;
    const verdict = verdictOn(use, response);
    if (!['accepted', 'refused'].includes(verdict)) wrong.push(`meanwhile, who ${use.name} is ${verdict}`);
  });
  await sleep(random() * HEAD_START);
  await act(revocation.lose);
  await verify('after', isLost, 0, random() * LAG.most, LONG_AFTER);
  await Promise.all(underWay);
  if (revocation.halfway) {
    await act(revocation.halfway);
    await verify('on the revocation back', isLost, 0);
  }
  if (revocation.regain) {
    await act(revocation.regain);
    await verify('when it is undone', () => false, 0, random() * LAG.most);
  }
  return { sent, wrong };
}

function verdictOn({ accepted = ({ status }) => status < 300 }: Use, response: HttpResponse): string {
  if (response.status >= 500) return `responded ${response.status}`;
  return accepted(response) ? 'accepted' : 'refused';
}

async function holderOf(
  credential: Credential,
  role: 'Admin' | 'Member',
  { subject, admin }: Setup,
  { serviceUser, person }: Population,
): Promise<Holder> {
  const teams = { teams: ['Data'] };
  if (credential === 'service token') return serviceUser(role, teams);
  if (credential === 'personal token') return person(role, teams);
  if (credential === 'ID token') {
    const { user } = await person(role, teams);
    return { user, token: undefined, client: subject.bearer(await signIdToken(user.email)) };
  }
  // There is one key pair that signs: its role is bound to whoever was made last.
  const bound = await subject.signed().get('/api/me');
  if (bound.status === 200) await done(admin.put(`/api/users/${bound.body.id}`, { iam_principals: [] }));
  const { user } = await serviceUser(role, { ...teams, token: undefined });
  await done(admin.put(`/api/users/${user.id}`, { iam_principals: [SIGNING_ROLE] }));
  return { user, token: undefined, client: subject.signed() };
}

async function done(response: Promise<HttpResponse>): Promise<HttpResponse['body']> {
  const { status, body } = await response;
  if (status >= 300) throw new Error(`it was refused: ${status} ${JSON.stringify(body)}`);
  return body;
}
