// The checker accepts the histories that are linearizable, and no others.
import { describe, expect, it } from 'vitest';
import { type AccountResponse, type Action, accountModel } from './account-model.ts';
import { linearizable, type Observed } from './linearizability.ts';

const model = accountModel(['first']);

/** A request between two times. Without a response, its outcome is unknown. */
function from(
  calledAt: number,
  respondedAt: number,
  action: Action,
  response?: AccountResponse,
  token = 'first',
): Observed<{ action: Action; token: string }, AccountResponse> {
  return { request: { action, token }, response, calledAt, respondedAt };
}

const REVOKED = { status: 200 };
const ACCEPTED = { status: 200 };
const REJECTED = { status: 401 };
const DONE = { status: 204 };

describe('a history is linearizable that', () => {
  it.for([
    ['is empty', []],
    [
      'is one request after the other',
      [from(0, 1, 'use', ACCEPTED), from(2, 3, 'revoke', REVOKED), from(4, 5, 'use', REJECTED)],
    ],
    ['has an accepted use concurrent with a revocation', [from(0, 9, 'revoke', REVOKED), from(1, 2, 'use', ACCEPTED)]],
    ['has a rejected use concurrent with a revocation', [from(0, 9, 'revoke', REVOKED), from(1, 2, 'use', REJECTED)]],
    [
      'has a use that a concurrent restoration explains',
      [from(0, 1, 'revoke', REVOKED), from(2, 9, 'restore', { status: 200 }), from(3, 4, 'use', ACCEPTED)],
    ],
    [
      'has a revocation of unknown outcome that was made',
      [from(0, 1, 'revoke'), from(2, 3, 'use', ACCEPTED), from(4, 5, 'use', REJECTED)],
    ],
    ['has a revocation of unknown outcome that was not made', [from(0, 1, 'revoke'), from(2, 3, 'use', ACCEPTED)]],
    [
      'has a deactivation concurrent with a revocation',
      [
        from(0, 9, 'revoke all', { status: 200, details: 1 }),
        from(1, 10, 'deactivate', DONE),
        from(11, 12, 'look', { status: 200, details: false }),
      ],
    ],
    [
      'has a list in any order',
      [
        from(0, 1, 'create', { status: 201 }, 'second'),
        from(2, 3, 'list', { status: 200, details: { second: 'Active', first: 'Active' } }),
      ],
    ],
  ] as const)('%s', ([, history]) => {
    expect(linearizable(model, history)).toBe(true);
  });
});

describe('a history is not linearizable in which', () => {
  it.for([
    [
      'R10: a token is accepted after its revocation was acknowledged',
      [from(0, 1, 'revoke', REVOKED), from(2, 3, 'use', ACCEPTED)],
    ],
    [
      'R10: a token is accepted after another client was rejected because of its revocation',
      [from(0, 9, 'revoke', REVOKED), from(1, 2, 'use', REJECTED), from(3, 4, 'use', ACCEPTED)],
    ],
    ['R6: an account is deactivated over an active token', [from(0, 1, 'deactivate', DONE)]],
    [
      'R7: a token is restored for a deactivated account',
      [from(0, 1, 'revoke', REVOKED), from(2, 3, 'deactivate', DONE), from(4, 5, 'restore', { status: 200 })],
    ],
    [
      'a change is lost: a list has the earlier state',
      [from(0, 1, 'revoke', REVOKED), from(2, 3, 'list', { status: 200, details: { first: 'Active' } })],
    ],
    [
      'a revocation of unknown outcome is made and undone without a request',
      [from(0, 1, 'revoke'), from(2, 3, 'use', REJECTED), from(4, 5, 'use', ACCEPTED)],
    ],
    ['more tokens are revoked than there are', [from(0, 1, 'revoke all', { status: 200, details: 2 })]],
    [
      'a token is deleted twice',
      [from(0, 1, 'revoke', REVOKED), from(2, 9, 'delete', DONE), from(3, 10, 'delete', DONE)],
    ],
  ] as const)('%s', ([, history]) => {
    expect(linearizable(model, history)).toBe(false);
  });
});

it('a long history with concurrent requests is checked quickly', () => {
  const clients = 5;
  const history = Array.from({ length: 400 }, (_, index) => {
    const [turn, client] = [Math.floor(index / clients), index % clients];
    const at = turn * 100 + client;
    return client === 0 && turn % 5 === 0 ? from(at, at + 50, 'reactivate') : from(at, at + 90, 'use', ACCEPTED);
  });
  expect(linearizable(model, history)).toBe(true);
  expect(linearizable(model, [...history, from(99_000, 99_001, 'use', REJECTED)])).toBe(false);
});
