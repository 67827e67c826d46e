// Containment during a flood: no holder of a secret can keep Admins from changing its account.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { DomainError } from '../../../shared/domain/errors.ts';
import { authenticateToken } from '../../../shared/services/authentication.ts';
import { seedFirstAdmin } from '../../../shared/services/first-admin.ts';
import type { Caller } from '../../../shared/services/ports/request-context.ts';
import { rotateToken, updateToken } from '../../../shared/services/tokens.ts';
import { createUser, deactivateUser, revokeUserTokens, updateUser } from '../../../shared/services/users.ts';
import { violations } from '../../support/invariants.ts';
import { it, type Store } from '../../support/table-fixture.ts';

/** Clients that rotate again as soon as they have a response. */
const CLIENTS = 40;
/** The time that a function has for a request: see `infra/constructs/service-users-function.ts`. */
const REQUEST_MS = 15_000;
/** The flood writes what it can in this time, before an Admin acts. */
const HEAD_START_MS = 500;

type Flood = 'refused rotations' | 'repeats of a rotation' | 'rotations by the newest secret';

async function startTarget({ ports, caller }: Store, kind: Flood, name: string) {
  const inTime = (one: Caller): Caller => ({ ...one, deadline: Date.now() + REQUEST_MS });
  const token = { name: 'first', expires_in_days: 30 };
  const user = await createUser(ports, caller, { name, role: 'Member', teams: [], user_type: 'Service', token });
  const [accountId, tokenId] = [String(user.id), String(user.token?.id)];

  /** Authenticates once: the flood is the worst case, in which each request was authorized before the Admin acts. */
  async function holderOf(secret = ''): Promise<Caller> {
    const principal = await authenticateToken(ports, secret);
    if (principal === undefined) throw new Error('the secret does not work');
    return { ...caller, principal };
  }
  let holder = await holderOf(user.token?.bearer_token);
  await rotateToken(ports, kind === 'refused rotations' ? caller : holder, tokenId, { overlap_hours: 1 });

  async function rotateAgain(): Promise<string> {
    try {
      const { bearer_token } = await rotateToken(ports, inTime(holder), tokenId, undefined);
      if (kind === 'rotations by the newest secret') holder = await holderOf(bearer_token);
      return 'rotated';
    } catch (error) {
      return error instanceof DomainError ? error.code : 'the new secret does not work';
    }
  }

  return {
    user,
    /** @returns how many rotations had each result */
    async flood(stopped: AbortSignal): Promise<Record<string, number>> {
      const results: Record<string, number> = {};
      const client = async () => {
        while (!stopped.aborted) {
          const result = await rotateAgain();
          results[result] = (results[result] ?? 0) + 1;
          await nextTurn();
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, client));
      return results;
    },
    changes: {
      'a rotation by an Admin': () => rotateToken(ports, inTime(caller), tokenId, { overlap_hours: 0 }),
      'another role': () => updateUser(ports, inTime(caller), accountId, { role: 'Manager' }),
      'a revocation': () => updateToken(ports, inTime(caller), tokenId, { revoke: true }),
      'a revocation of all tokens': () => revokeUserTokens(ports, inTime(caller), accountId),
      'a deactivation': async () => {
        await updateToken(ports, inTime(caller), tokenId, { revoke: true });
        await deactivateUser(ports, inTime(caller), accountId);
      },
    } satisfies Record<string, () => Promise<unknown>>,
  };
}

type Change = keyof Awaited<ReturnType<typeof startTarget>>['changes'];

/** A flood logs many conflicts. */
beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

it.for<[Change, Flood]>([
  ['a rotation by an Admin', 'refused rotations'],
  ['another role', 'refused rotations'],
  ['a revocation', 'refused rotations'],
  ['a revocation of all tokens', 'refused rotations'],
  ['a deactivation', 'refused rotations'],
  ['a rotation by an Admin', 'repeats of a rotation'],
  ['a revocation', 'repeats of a rotation'],
  ['a deactivation', 'repeats of a rotation'],
  ['a revocation', 'rotations by the newest secret'],
  ['a deactivation', 'rotations by the newest secret'],
])('R13: %s succeeds in its time during a flood of %s', async ([change, kind], { store }) => {
  const { ports, caller } = store;
  if ((await ports.accounts.countHumanAdmins()) === 0) await seedFirstAdmin(ports, caller, 'admin@example.com');
  const target = await startTarget(store, kind, `Target ${change} ${kind}`.replaceAll(/[^a-zA-Z ]/g, ''));
  const stop = new AbortController();
  const flooding = target.flood(stop.signal);
  await sleep(HEAD_START_MS);
  await target.changes[change]().finally(() => stop.abort());
  const results = await flooding;

  const items = await store.items();
  const recorded = items.filter(
    ({ action, target: name }) => action === 'token.superseded_secret_rotation' && name === target.user.user_id,
  );
  expect(recorded).toHaveLength(results.secret_superseded ?? 0);
  if (kind === 'refused rotations') expect(recorded.length).toBeGreaterThan(20);
  expect(violations(items)).toEqual([]);
});
