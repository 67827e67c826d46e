// What is run beside each other: each pair of mutations, and the triples on which R6, R7 and R8 stand.
import type { Program } from './interleavings.ts';
import { MUTATIONS, type Mutation, mutationNamed } from './mutations.ts';
import { conflict, type Touch } from './touches.ts';
import type { World } from './world.ts';

/** Each mutation with each, itself included. */
export function pairsOf(mutations: readonly Mutation[] = MUTATIONS): Program[] {
  return mutations.flatMap((one, index) =>
    mutations.slice(index).map((other) => ({ scene: 'two Admins' as const, mutations: [one, other] })),
  );
}

/**
 * Those in which the order of two calls can matter. In the others, nothing that one touches alone is written by another: each
 * does in every schedule what it does alone.
 */
export async function dependent(world: World, programs: readonly Program[]): Promise<Program[]> {
  const alone = new Map<Mutation, readonly Touch[]>();
  for (const { scene, mutations } of programs) {
    for (const mutation of mutations) {
      if (alone.has(mutation)) continue;
      const { steps } = await world.play(scene, [mutation], ([call]) => call);
      alone.set(
        mutation,
        steps.flatMap(({ call }) => call.touches),
      );
    }
  }
  return programs.filter(({ mutations: [one, other] }) => {
    const [first, second] = [one, other].map((mutation) => mutation && alone.get(mutation));
    return first !== undefined && second !== undefined && conflict(first, second);
  });
}

/** R6, R7: what makes a token active, what makes it inactive, and what happens to its account. */
const OF_ACCOUNTS = {
  busy: [
    'create a token of busy',
    'restore the token of busy',
    'revoke the token of busy',
    'revoke all tokens of busy',
    'rotate the token of busy',
    'deactivate busy',
  ],
  idle: [
    'create a token of idle',
    'restore the token of idle',
    'revoke all tokens of idle',
    'deactivate idle',
    'reactivate idle',
  ],
  retired: ['create a token of retired', 'restore the token of retired', 'reactivate retired', 'deactivate retired'],
};

/** R8: three Admins who take each other, or themselves, out. */
const OF_ADMINS: readonly (readonly string[])[] = [
  ['first deactivates first', 'second deactivates second', 'third deactivates third'],
  ['first demotes first', 'second demotes second', 'third demotes third'],
  ['first demotes second', 'second demotes third', 'third demotes first'],
  ['first deactivates second', 'second deactivates third', 'third deactivates first'],
  ['first deactivates second', 'second demotes first', 'third demotes third'],
  ['first demotes second', 'second demotes second', 'third deactivates second'],
];

export function triples(): Program[] {
  const ofAccounts = Object.values(OF_ACCOUNTS)
    .flatMap((names) => choose(3, names))
    .filter((names) => names.some((name) => /activate/.test(name)))
    .map((names) => ({ scene: 'two Admins' as const, mutations: names.map(mutationNamed) }));
  const ofAdmins = OF_ADMINS.map((names) => ({
    scene: 'three Admins' as const,
    mutations: names.map(mutationNamed),
  }));
  return [...ofAccounts, ...ofAdmins];
}

/** All choices of so many different values. */
function choose<T>(count: number, values: readonly T[]): T[][] {
  if (count === 0) return [[]];
  return values.flatMap((value, index) =>
    choose(count - 1, values.slice(index + 1)).map((others) => [value, ...others]),
  );
}
