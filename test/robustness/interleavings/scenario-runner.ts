// A subject with a cast, whose mutations run beside each other from the same state, at the same time, with the same chance, as
// often as one likes.
import type { Key } from '../../../shared/storage/keys.ts';
import { refuseLeaks } from '../../support/canaries.ts';
import type { Answer } from '../../support/http-client.ts';
import { violations } from '../../support/invariants.ts';
import { assembleCast } from './initial-state.ts';
import { meaningOf, type Outcome } from './normalized-outcome.ts';
import type { Mutation } from './requests.ts';
import { type Choose, createScheduler, type Run } from './scheduler.ts';
import type { Subject } from '../support/system-under-test.ts';
import { mirrorTable, type Snapshot } from './table-mirror.ts';
import { textOf } from '../support/access-set.ts';

/** Where it begins: the workspace has two human Admins, or three. */
export type Scene = 'two Admins' | 'three Admins';

export interface Played extends Run<Answer> {
  /** What the table said against the rules, after one of the writes or in the end. */
  readonly violations: readonly string[];
  readonly outcome: Outcome;
}

export interface World {
  /** Runs the mutations beside each other, as the actors `a`, `b`, `c`. */
  play(scene: Scene, mutations: readonly Mutation[], choose: Choose): Promise<Played>;
  /** Whether what was looked at is what the table holds. */
  isTrue(): Promise<boolean>;
}

/** More than a run draws, so that no two of its audit entries get the same id in the same millisecond. */
const CHANCES = 4000;

export async function createWorld(subject: Subject): Promise<World> {
  const cast = await assembleCast(subject);
  const mirror = await mirrorTable(subject);
  const twoAdmins = mirror.snapshot();
  await subject.bearer(cast.first.bearer, 'cast').put(`/api/users/${cast.third.id}`, { role: 'Admin' });
  await mirror.reload();
  const scenes: Record<Scene, Snapshot> = { 'two Admins': twoAdmins, 'three Admins': mirror.snapshot() };
  const scheduler = createScheduler(subject);
  const start = Date.now();
  let [ticks, draws] = [0, 0];
  Object.assign(subject.effects, {
    now: () => new Date(start + ticks++),
    random: () => (draws++ % CHANCES) / CHANCES,
    // The scheduler decides how long one waits while others work.
    sleep: async () => {},
  });

  return {
    async play(scene, mutations, choose) {
      await mirror.restore(scenes[scene]);
      [ticks, draws] = [0, 0];
      const found = new Set<string>();
      // An answer that may not be, and nothing else: the scheduler lets each request come to its end.
      const noAnswer = (error: Error): Answer => {
        found.add(error.message);
        return { status: 0, headers: new Headers(), type: undefined, body: undefined };
      };
      const look = () => {
        for (const sentence of violations(mirror.items(), new Date(start + ticks))) found.add(sentence);
      };
      const acts = mutations.map(({ send }, index) => {
        const actor = actorNamed(index);
        const act = () => send((token) => subject.bearer(token, actor), cast, subject.signed(actor));
        return [actor, () => act().catch(noAnswer)] as const;
      });
      const written = new Map<string, Key>();
      const run = await scheduler.run<Answer>(Object.fromEntries(acts), choose, async ({ command, touches }) => {
        for (const { key, writes } of touches) if (writes) written.set(textOf(key), key);
        // What else is written are ids that were given, and notes of use.
        if (command !== 'TransactWriteItems') return;
        await mirror.refresh([...written.values()]);
        written.clear();
        look();
      });
      await mirror.refresh([...written.values()]);
      refuseLeaks({ logs: subject.logs() });
      subject.clearLogs();
      return {
        ...run,
        violations: [...found],
        outcome: meaningOf(run.results, scenes[scene], mirror.items()),
      };
    },
    isTrue: () => mirror.isTrue(),
  };
}

/** `a`, `b`, `c`. */
export function actorNamed(index: number): string {
  return String.fromCharCode('a'.charCodeAt(0) + index);
}
