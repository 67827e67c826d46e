// The cost of an operation: its round trips to DynamoDB, and the capacity units of its reads.
import { describe, expect } from 'vitest';
import { listAuditLog } from '../../shared/services/audit-log.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { createTeam } from '../../shared/services/teams.ts';
import { createToken, deleteToken, getToken, updateToken } from '../../shared/services/tokens.ts';
import {
  createUser,
  deactivateUser,
  getUser,
  listUsers,
  reactivateUser,
  revokeUserTokens,
  updateUser,
} from '../../shared/services/users.ts';
import { consumptionOf } from '../support/consumed-capacity.ts';
import { it as base } from '../support/table-fixture.ts';

/** A typical account: twelve tokens with descriptive names, in two teams. */
const it = base.extend('dozen', { scope: 'file' }, async ({ fileStore: { ports, caller } }) => {
  const teams = ['Data Platform', 'Analytics Engineering'];
  for (const name of teams) await createTeam(ports, caller, { name, description: '' });
  const made = await createUser(ports, caller, {
    name: 'Airflow Service User',
    role: 'Member',
    teams,
    user_type: 'Service',
  });
  const tokens = [];
  for (let number = 1; number <= 12; number += 1) {
    const wanted = { name: `airflow-production-${number}`, user_id: made.id, expires_in_days: 90 };
    tokens.push(await createToken(ports, caller, wanted));
  }
  return { user: made, tokens, path: String(made.id) };
});

describe('authentication', () => {
  it('costs one read of one unit for an account with twelve tokens in use', async ({ store, dozen }) => {
    const { ports, client } = store;
    for (const { bearer_token } of dozen.tokens) await authenticateToken(ports, bearer_token);
    store.proxy.takeCalls();
    const token = dozen.tokens[7]?.bearer_token ?? '';
    const { units } = await consumptionOf(client, async () => {
      expect(await authenticateToken(ports, token)).toMatchObject({
        id: dozen.user.id,
        role: 'Member',
        team_ids: [1, 2, 3],
      });
    });
    expect(store.proxy.takeCalls()).toEqual(['GetItem']);
    expect(units).toBe(1);
  });
});

describe('an operation', () => {
  const READ = 'GetItem';
  const WRITE = 'TransactWriteItems';
  // Reads the names of the teams of the account, except Public.
  const NAMES = 'BatchGetItem';
  const revoke = (revoke: boolean) => ({ revoke });

  it('reads only what it needs, and writes in one transaction', async ({ store, dozen }) => {
    const { ports, caller, proxy } = store;
    const token = String(dozen.tokens[0]?.id);
    const newUser = { role: 'Member', teams: [], user_type: 'Service' } as const;
    const operations: [string, () => Promise<unknown>, string[]][] = [
      [
        'create a user',
        () => createUser(ports, caller, { ...newUser, teams: [], name: 'One' }),
        ['UpdateItem', READ, WRITE],
      ],
      [
        'create a user with a token',
        () =>
          createUser(ports, caller, { ...newUser, teams: [], name: 'Two', token: { name: 't', expires_in_days: 1 } }),
        ['UpdateItem', READ, WRITE],
      ],
      ['get a user by id', () => getUser(ports, caller, dozen.path), [READ, NAMES]],
      ['get a user by user_id', () => getUser(ports, caller, dozen.user.user_id), [READ, READ, NAMES]],
      // The account, and the policy.
      ['update a user', () => updateUser(ports, caller, dozen.path, { role: 'Manager' }), [READ, READ, NAMES, WRITE]],
      ['change nothing', () => updateUser(ports, caller, dozen.path, { role: 'Manager' }), [READ, READ, NAMES]],
      [
        'create a token',
        () => createToken(ports, caller, { name: 'x', user_id: dozen.user.id, expires_in_days: 1 }),
        // The account, and the policy.
        [READ, READ, 'UpdateItem', WRITE],
      ],
      ['get a token', () => getToken(ports, caller, token), [READ, READ]],
      ['revoke a token', () => updateToken(ports, caller, token, revoke(true)), [READ, READ, WRITE]],
      // The pointer and the account of the token, and the policy.
      ['restore a token', () => updateToken(ports, caller, token, revoke(false)), [READ, READ, READ, WRITE]],
      ['revoke a token again', () => updateToken(ports, caller, token, revoke(true)), [READ, READ, WRITE]],
      ['delete a token', () => deleteToken(ports, caller, token), [READ, READ, WRITE]],
      ['revoke all tokens', () => revokeUserTokens(ports, caller, dozen.path), [READ, WRITE]],
      ['deactivate a user', () => deactivateUser(ports, caller, dozen.path), [READ, WRITE]],
      ['reactivate a user', () => reactivateUser(ports, caller, dozen.path), [READ, READ, NAMES, WRITE]],
    ];
    for (const [what, act, expected] of operations) {
      proxy.takeCalls();
      await act();
      expect([what, proxy.takeCalls()]).toEqual([what, expected]);
    }
  });

  it('stops reading as soon as it is refused', async ({ store, dozen }) => {
    const { ports, caller, proxy } = store;
    const member = { ...caller, principal: { ...caller.principal, role: 'Member' as const } };
    const wanted = { name: 'y', user_id: dozen.user.id, expires_in_days: 1 };
    await expect(createToken(ports, member, wanted)).rejects.toMatchObject({ code: 'forbidden' });
    expect(proxy.takeCalls()).toEqual([]);
    const unknown = createToken(ports, caller, { ...wanted, user_id: 999_999 });
    await expect(unknown).rejects.toMatchObject({ code: 'user_not_found' });
    expect(proxy.takeCalls()).toEqual([READ]);
  });

  it('that lists resources queries an index, and reads the accounts of the page in one batch', async ({
    store,
    dozen,
  }) => {
    const { ports, caller, proxy } = store;
    expect(dozen.tokens).toHaveLength(12);
    for (let number = 0; number < 6; number += 1) {
      await createUser(ports, caller, { name: `Listed ${number}`, role: 'Member', teams: [], user_type: 'Service' });
    }
    proxy.takeCalls();
    const query = { include_deleted: false, sort: 'name', sort_dir: 'asc', type: 'Service', size: 5 } as const;
    const first = await listUsers(ports, query);
    // The totals; the entries of the page and the entry after it; then the accounts and the names of their teams.
    expect(proxy.takeCalls().sort()).toEqual([NAMES, 'BatchGetItem', 'BatchGetItem', 'Query']);
    await listUsers(ports, { ...query, cursor: first.next_cursor ?? '' });
    expect(proxy.takeCalls().sort()).toEqual(['BatchGetItem', 'Query']);
    await listAuditLog(ports, { size: 5 });
    expect(proxy.takeCalls()).toEqual(['Query']);
  });
});
