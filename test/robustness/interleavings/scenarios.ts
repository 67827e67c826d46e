// The scenarios: each pair of requests, and the triples that could violate R6 to R9, R13 and R14.

import { type Access, conflict } from '../support/access-set.ts';
import { REQUESTS, requestNamed, type TestRequest } from './requests.ts';
import type { InitialState, Scenario, ScenarioRunner } from './scenario-runner.ts';

/** Each request with each request, itself included. */
export function pairsOf(requests: readonly TestRequest[] = REQUESTS): Scenario[] {
  return requests.flatMap((one, index) =>
    requests.slice(index).map((other) => ({ initialState: 'two Admins' as const, requests: [one, other] })),
  );
}

/**
 * The pairs in which the order of two calls can matter. In the others, neither request writes an item that the other one
 * accesses when it runs by itself, so each does the same in every schedule.
 */
export async function dependent(runner: ScenarioRunner, scenarios: readonly Scenario[]): Promise<Scenario[]> {
  const accessedBy = new Map<TestRequest, readonly Access[]>();
  for (const { initialState, requests } of scenarios) {
    for (const request of requests) {
      if (accessedBy.has(request)) continue;
      const { steps } = await runner.run({ initialState, requests: [request] }, ([call]) => call);
      accessedBy.set(
        request,
        steps.flatMap(({ call }) => call.accesses),
      );
    }
  }
  return scenarios.filter(({ requests: [one, other] }) => {
    const [first, second] = [one, other].map((request) => request && accessedBy.get(request));
    return first !== undefined && second !== undefined && conflict(first, second);
  });
}

/** R6, R7: requests that make a token active or inactive, and that change its account. */
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

/** R8: two Admins demote or deactivate each other or themselves, while a third one is promoted or reactivated. */
const OF_TWO_ADMINS = [
  ['first demotes second', 'second demotes first', 'promote third to Admin'],
  ['first deactivates second', 'second deactivates first', 'promote third to Admin'],
  ['first deactivates second', 'second deactivates first', 'reactivate second'],
  ['first demotes first', 'second demotes second', 'promote third to Admin'],
];

/** R13: the previous secret, the newest one and an Admin rotate the same token. */
const OF_ROTATIONS = [
  ['rotated repeats its rotation', 'rotated repeats its rotation', 'use the newest secret of rotated'],
  ['rotated repeats its rotation', 'use the newest secret of rotated', 'rotate the token of rotated'],
];

/** R9, R14: a person gets a credential or a role while an Admin or a machine deactivates the account. */
const OF_PEOPLE = [
  ['person creates a token', 'deactivate person', 'reactivate person'],
  ['person restores its old token', 'deactivate person', 'reactivate person'],
  ['machine deactivates person', 'promote person to Admin', 'deactivate person'],
];

/** R7, R10: a session begins, is used or ends, while an Admin ends all sessions of the account. */
const OF_SESSIONS = [
  ['person logs in', 'person logs in', 'revoke all tokens of person'],
  ['person logs in', 'deactivate person', 'reactivate person'],
  ['person logs in with a later ID token', 'deactivate person', 'reactivate person'],
  ['use the session of person', 'deactivate person', 'reactivate person'],
  ['person logs out', 'report the session of person', 'use the session of person'],
  ['use the session of busy', 'disable the federation policy of busy', 'report the session of busy'],
];

/** R8, with three Admins. */
const OF_THREE_ADMINS = [
  ['first deactivates first', 'second deactivates second', 'third deactivates third'],
  ['first demotes first', 'second demotes second', 'third demotes third'],
  ['first demotes second', 'second demotes third', 'third demotes first'],
  ['first deactivates second', 'second deactivates third', 'third deactivates first'],
  ['first deactivates second', 'second demotes first', 'third demotes third'],
  ['first demotes second', 'second demotes second', 'third deactivates second'],
];

/** @param all - Every triple, a request three times included. Otherwise only those in which an account or an Admin is deactivated. */
export function triples({ all }: { readonly all: boolean }): Scenario[] {
  const changesAccount = (names: readonly string[]) => names.some((name) => name.includes('activate'));
  const ofAccounts = OF_ACCOUNTS.flatMap((names) => choose(3, names, all)).filter(
    (names) => all || changesAccount(names),
  );
  const ofAdmins = REQUESTS.map(({ name }) => name).filter((name) => /^(first|second|third) de/.test(name));
  return [
    ...inScene('two Admins', [...ofAccounts, ...OF_TWO_ADMINS, ...OF_ROTATIONS, ...OF_PEOPLE, ...OF_SESSIONS]),
    ...inScene('three Admins', all ? choose(3, ofAdmins, all) : OF_THREE_ADMINS),
  ];
}

function inScene(initialState: InitialState, scenarios: readonly (readonly string[])[]): Scenario[] {
  return scenarios.map((names) => ({ initialState, requests: names.map(requestNamed) }));
}

/** All choices of so many values. @param repeated - Whether a value can be chosen several times. */
function choose<T>(count: number, values: readonly T[], repeated: boolean): T[][] {
  if (count === 0) return [[]];
  return values.flatMap((value, index) =>
    choose(count - 1, values.slice(repeated ? index : index + 1), repeated).map((others) => [value, ...others]),
  );
}
