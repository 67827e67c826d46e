// What is run beside each other: each pair of mutations, and the triples on which R6, R7 and R8 stand.
import type { Program } from './interleavings.ts';
import { MUTATIONS, type Mutation, mutationNamed } from './requests.ts';
import { conflict, type Touch } from '../support/access-set.ts';
import type { Scene, World } from './scenario-runner.ts';

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
const OF_ACCOUNTS = [
  [
    'create a token of busy',
    'restore the token of busy',
    'revoke the token of busy',
    'revoke all tokens of busy',
    'rotate the token of busy',
    'busy rotates its own token',
    'deactivate busy',
  ],
  [
    'create a token of idle',
    'restore the token of idle',
    'revoke all tokens of idle',
    'deactivate idle',
    'reactivate idle',
  ],
  ['create a token of retired', 'restore the token of retired', 'reactivate retired', 'deactivate retired'],
];

/** R8: Admins who take each other, or themselves, out, when there are two of them and one comes or comes back. */
const OF_TWO_ADMINS = [
  ['first demotes second', 'second demotes first', 'promote third to Admin'],
  ['first deactivates second', 'second deactivates first', 'promote third to Admin'],
  ['first deactivates second', 'second deactivates first', 'reactivate second'],
  ['first demotes first', 'second demotes second', 'promote third to Admin'],
];

/** The same, when there are three. */
const OF_THREE_ADMINS = [
  ['first deactivates first', 'second deactivates second', 'third deactivates third'],
  ['first demotes first', 'second demotes second', 'third demotes third'],
  ['first demotes second', 'second demotes third', 'third demotes first'],
  ['first deactivates second', 'second deactivates third', 'third deactivates first'],
  ['first deactivates second', 'second demotes first', 'third demotes third'],
  ['first demotes second', 'second demotes second', 'third deactivates second'],
];

/** Those in which an account is deactivated or reactivated, or Admins go. @param all - Every triple, the same one thrice included. */
export function triples({ all }: { readonly all: boolean }): Program[] {
  const changesAccount = (names: readonly string[]) => names.some((name) => name.includes('activate'));
  const ofAccounts = OF_ACCOUNTS.flatMap((names) => choose(3, names, all)).filter(
    (names) => all || changesAccount(names),
  );
  const ofAdmins = MUTATIONS.map(({ name }) => name).filter((name) => /^(first|second|third) de/.test(name));
  return [
    ...inScene('two Admins', [...ofAccounts, ...OF_TWO_ADMINS]),
    ...inScene('three Admins', all ? choose(3, ofAdmins, all) : OF_THREE_ADMINS),
  ];
}

function inScene(scene: Scene, programs: readonly (readonly string[])[]): Program[] {
  return programs.map((names) => ({ scene, mutations: names.map(mutationNamed) }));
}

/** All choices of so many values, each once, or as often as one likes. */
function choose<T>(count: number, values: readonly T[], repeated: boolean): T[][] {
  if (count === 0) return [[]];
  return values.flatMap((value, index) =>
    choose(count - 1, values.slice(repeated ? index : index + 1), repeated).map((others) => [value, ...others]),
  );
}
