// The checker of histories: it takes those that could have happened, and no other.
import { describe, expect, it } from 'vitest';
import { type AccountAnswer, type Action, accountModel } from './account-model.ts';
import { linearizable, type Observed } from './linearizability.ts';

const model = accountModel(['first']);

/** A request from one moment to another; without an response, nobody knows what became of it. */
function from(
  calledAt: number,
  answeredAt: number,
  action: Action,
  response?: AccountAnswer,
  token = 'first',
): Observed<{ action: Action; token: string }, AccountAnswer> {
  return { request: { action, token }, response, calledAt, answeredAt };
}

const REVOKED = { status: 200 };
const ACCEPTED = { status: 200 };
const REFUSED = { status: 401 };
const DONE = { status: 204 };

describe('a history that could have happened', () => {
  it.for([
    ['is empty', []],
    [
      'is one request after the other',
      [from(0, 1, 'use', ACCEPTED), from(2, 3, 'revoke', REVOKED), from(4, 5, 'use', REFUSED)],
    ],
    ['has a use beside a revocation, accepted', [from(0, 9, 'revoke', REVOKED), from(1, 2, 'use', ACCEPTED)]],
    ['has a use beside a revocation, refused', [from(0, 9, 'revoke', REVOKED), from(1, 2, 'use', REFUSED)]],
    [
      'has a restoration that explains the use, beside it',
      [from(0, 1, 'revoke', REVOKED), from(2, 9, 'restore', { status: 200 }), from(3, 4, 'use', ACCEPTED)],
    ],
    [
      'has a revocation of which nobody knows, that was done',
      [from(0, 1, 'revoke'), from(2, 3, 'use', ACCEPTED), from(4, 5, 'use', REFUSED)],
    ],
    [
      'has a revocation of which nobody knows, that was never done',
      [from(0, 1, 'revoke'), from(2, 3, 'use', ACCEPTED)],
    ],
    [
      'deactivates beside a revocation',
      [
        from(0, 9, 'revoke all', { status: 200, told: 1 }),
        from(1, 10, 'deactivate', DONE),
        from(11, 12, 'look', { status: 200, told: false }),
      ],
    ],
    [
      'lists what is there, in any order',
      [
        from(0, 1, 'create', { status: 201 }, 'second'),
        from(2, 3, 'list', { status: 200, told: { second: 'Active', first: 'Active' } }),
      ],
    ],
  ] as const)('%s', ([, history]) => {
    expect(linearizable(model, history)).toBe(true);
  });
});

describe('a history that breaks a promise', () => {
  it.for([
    [
      'R10: a token is accepted after its revocation was acknowledged',
      [from(0, 1, 'revoke', REVOKED), from(2, 3, 'use', ACCEPTED)],
    ],
    [
      'R10: a token is accepted after somebody else was refused for its revocation',
      [from(0, 9, 'revoke', REVOKED), from(1, 2, 'use', REFUSED), from(3, 4, 'use', ACCEPTED)],
    ],
    ['R6: an account is deactivated over an active token', [from(0, 1, 'deactivate', DONE)]],
    [
      'R7: a token is restored for a deactivated account',
      [from(0, 1, 'revoke', REVOKED), from(2, 3, 'deactivate', DONE), from(4, 5, 'restore', { status: 200 })],
    ],
    [
      'a change is lost: a list shows what is there no more',
      [from(0, 1, 'revoke', REVOKED), from(2, 3, 'list', { status: 200, told: { first: 'Active' } })],
    ],
    [
      'a revocation of which nobody knows is done, and undone by nobody',
      [from(0, 1, 'revoke'), from(2, 3, 'use', REFUSED), from(4, 5, 'use', ACCEPTED)],
    ],
    ['more tokens are revoked than there are', [from(0, 1, 'revoke all', { status: 200, told: 2 })]],
    [
      'a token is deleted twice',
      [from(0, 1, 'revoke', REVOKED), from(2, 9, 'delete', DONE), from(3, 10, 'delete', DONE)],
    ],
  ] as const)('%s', ([, history]) => {
    expect(linearizable(model, history)).toBe(false);
  });
});

it('a long history with many at once is told in time', () => {
  const clients = 5;
  const history = Array.from({ length: 400 }, (_, index) => {
    const [turn, client] = [Math.floor(index / clients), index % clients];
    const at = turn * 100 + client;
    return client === 0 && turn % 5 === 0 ? from(at, at + 50, 'reactivate') : from(at, at + 90, 'use', ACCEPTED);
  });
  expect(linearizable(model, history)).toBe(true);
  expect(linearizable(model, [...history, from(99_000, 99_001, 'use', REFUSED)])).toBe(false);
});
