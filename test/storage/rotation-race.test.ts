// R6 and the limit of two working secrets, as a property of all concurrent operations on a token.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { DomainError } from '../../shared/domain/errors.ts';
import { isActive } from '../../shared/domain/token.ts';
import { authenticateToken, verifyToken } from '../../shared/services/authentication.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { compromiseLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { deleteToken, rotateToken, updateToken } from '../../shared/services/tokens.ts';
import { createUser, deactivateUser, reactivateUser, revokeUserTokens } from '../../shared/services/users.ts';
import { violations } from '../support/invariants.ts';
import { it, type Store } from '../support/table-fixture.ts';

/** A rotation presents the first secret, the last issued secret, or none (an Admin). */
const ACTS = [
  'rotate by the first secret',
  'rotate by the last secret',
  'rotate by an Admin',
  'revoke',
  'restore',
  'revoke all',
  'deactivate',
  'reactivate',
  'compromise',
  'delete',
] as const;
type Act = (typeof ACTS)[number];

const EXPECTED = [
  ...['token_revoked', 'token_compromised', 'token_active', 'token_not_found'],
  ...['user_deactivated', 'active_tokens', 'secret_replaced'],
];

async function startToken({ ports, caller }: Store, name: string) {
  const token = { name: 'first', expires_in_days: 30 };
  const user = await createUser(ports, caller, { name, role: 'Member', teams: [], user_type: 'Service', token });
  const [account, tokenId] = [String(user.id), String(user.token?.id)];
  const secrets = [user.token?.bearer_token ?? ''];

  async function rotate(principal = caller.principal, id = tokenId) {
    const rotated = await rotateToken(ports, { ...caller, principal }, id, { overlap_hours: 1 });
    secrets.push(rotated.bearer_token);
  }

  async function rotateBy(secret = '') {
    const principal = await authenticateToken(ports, secret);
    if (principal !== undefined) await rotate(principal, 'self');
  }

  const acts: Record<Act, () => Promise<unknown>> = {
    'rotate by the first secret': () => rotateBy(secrets[0]),
    'rotate by the last secret': () => rotateBy(secrets.at(-1)),
    'rotate by an Admin': () => rotate(),
    revoke: () => updateToken(ports, caller, tokenId, { revoke: true }),
    restore: () => updateToken(ports, caller, tokenId, { revoke: false }),
    'revoke all': () => revokeUserTokens(ports, caller, account),
    deactivate: () => deactivateUser(ports, caller, account),
    reactivate: () => reactivateUser(ports, caller, account),
    compromise: () => compromiseLeakedTokens(ports, caller, secrets),
    delete: () => deleteToken(ports, caller, tokenId),
  };

  return {
    attempt: (act: Act) =>
      acts[act]().catch((error: unknown) => {
        if (!(error instanceof DomainError) || !EXPECTED.includes(error.code)) throw error;
      }),
    /** Whether the token should work, and how many of all secrets it ever had do work. */
    async state() {
      const stored = await ports.accounts.byId(user.id);
      const active = stored?.tokens.some((one) => isActive(one, ports.now())) ?? false;
      const works = await Promise.all(secrets.map((secret) => verifyToken(ports, secret)));
      return { shouldWork: active && stored?.user.deleted_at === null, works: works.filter(Boolean).length };
    },
  };
}

/** Draws the same operations in every run. */
const SEED = 1_406_232_751;

/** Races log many conflicts, and uses that cannot be recorded because of a concurrent write. */
beforeEach(() => void vi.spyOn(process.stdout, 'write').mockReturnValue(true));
afterEach(() => void vi.restoreAllMocks());

it('an active token has one or two working secrets, and no deactivated account has an active token', async ({
  store,
}) => {
  await seedFirstAdmin(store.ports, store.caller, 'admin@example.com');
  let made = 0;
  const seen = new Set<string>();
  const waves = fc.array(fc.array(fc.constantFrom(...ACTS), { minLength: 2, maxLength: 5 }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(waves, async (acts) => {
      made += 1;
      const token = await startToken(store, `Raced ${made}`);
      for (const wave of acts) {
        await Promise.all(wave.map(token.attempt));
        const { shouldWork, works } = await token.state();
        expect(works).toBeGreaterThanOrEqual(shouldWork ? 1 : 0);
        expect(works).toBeLessThanOrEqual(shouldWork ? 2 : 0);
        seen.add(`${shouldWork}: ${works}`);
      }
    }),
    { numRuns: 40, seed: SEED },
  );
  expect(violations(await store.items())).toEqual([]);
  // Each outcome occurred.
  expect([...seen].sort()).toEqual(['false: 0', 'true: 1', 'true: 2']);
});

it('concurrent repetitions of a rotation with the same secret keep that secret and one other', async ({ store }) => {
  for (let round = 1; round <= 8; round += 1) {
    const token = await startToken(store, `Repeated ${round}`);
    const repetitions = Array<Act>(1 + (round % 4)).fill('rotate by the first secret');
    for (let wave = 0; wave < 3; wave += 1) {
      await Promise.all(repetitions.map(token.attempt));
      expect(await token.state()).toEqual({ shouldWork: true, works: 2 });
    }
  }
});
