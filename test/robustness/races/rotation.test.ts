// R6, R13 and the limit of two working secrets, as a property of all concurrent operations on a token.
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { DomainError } from '../../../shared/domain/errors.ts';
import { DAY_MS, isActive, type Token } from '../../../shared/domain/token.ts';
import { authenticateToken, findTokenBySecret, verifyToken } from '../../../shared/services/authentication.ts';
import { seedFirstAdmin } from '../../../shared/services/first-admin.ts';
import { compromiseLeakedTokens } from '../../../shared/services/leaked-tokens.ts';
import { deleteToken, rotateToken, updateToken } from '../../../shared/services/tokens.ts';
import { createUser, deactivateUser, reactivateUser, revokeUserTokens } from '../../../shared/services/users.ts';
import { violations } from '../../support/invariants.ts';
import { it, type Store } from '../../support/table-fixture.ts';

/** A rotation presents the first secret, the last issued secret, or none (an Admin). */
const ACTS = [
  'rotate by the first secret',
  'rotate by the last secret',
  'rotate by an Admin',
  'use the first secret',
  'use the last secret',
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
  ...['user_deactivated', 'active_tokens', 'secret_superseded', 'busy'],
];

const GRANTED_DAYS = 30;

async function startToken({ ports, caller }: Store, name: string) {
  const token = { name: 'first', expires_in_days: GRANTED_DAYS };
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
    'use the first secret': () => authenticateToken(ports, secrets[0] ?? ''),
    'use the last secret': () => authenticateToken(ports, secrets.at(-1) ?? ''),
    revoke: () => updateToken(ports, caller, tokenId, { revoke: true }),
    restore: () => updateToken(ports, caller, tokenId, { revoke: false }),
    'revoke all': () => revokeUserTokens(ports, caller, account),
    deactivate: () => deactivateUser(ports, caller, account),
    reactivate: () => reactivateUser(ports, caller, account),
    compromise: () => compromiseLeakedTokens(ports, caller, secrets),
    delete: () => deleteToken(ports, caller, tokenId),
  };

  async function storedToken(): Promise<Token | undefined> {
    const stored = await ports.accounts.byId(user.id);
    return stored?.tokens.find(({ id }) => String(id) === tokenId);
  }

  return {
    secrets,
    rotate,
    rotateBy,
    storedToken,
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
    /** Uses the newest secret, then rotates by each other secret. @returns the codes of the errors. */
    async rotateAfterUse(): Promise<string[]> {
      const known = await Promise.all(secrets.map((secret) => verifyToken(ports, secret)));
      const newest = secrets.filter((_, index) => known[index]?.isPrevious === false);
      for (const secret of newest) await authenticateToken(ports, secret);
      const previous = secrets.filter((_, index) => known[index]?.isPrevious);
      return Promise.all(
        previous.map((secret) =>
          rotateBy(secret).then(
            () => 'rotated',
            (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
          ),
        ),
      );
    },
  };
}

/** When one of these is done twice, the outcome is certain: one secret works, two, or none. */
const CERTAIN: readonly Act[] = ['use the last secret', 'rotate by the first secret', 'revoke'];

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
      // R13: once the newest secret was used, the previous one rotates nothing, and nothing extended the token.
      const before = await token.storedToken();
      const attempts = await token.rotateAfterUse();
      for (const attempt of attempts) seen.add(attempt);
      const after = await token.storedToken();
      expect([after?.hash, after?.expiration, after?.previous?.expires]).toEqual([
        before?.hash,
        before?.expiration,
        before?.previous?.expires,
      ]);
      if (after) {
        expect(after.lifetime_days).toBe(GRANTED_DAYS);
        expect(Date.parse(after.expiration ?? '')).toBeLessThanOrEqual(Date.now() + GRANTED_DAYS * DAY_MS);
      }
    }),
    { numRuns: 40, seed: SEED, examples: CERTAIN.map((act) => [[[act, act]]]) },
  );
  expect(violations(await store.items())).toEqual([]);
  // Each outcome occurred.
  expect([...seen].sort()).toEqual(['false: 0', 'secret_superseded', 'true: 1', 'true: 2']);
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

it('R13: nothing concurrent brings back a previous secret after a rotation by an Admin', async ({ store }) => {
  const { ports } = store;
  const outcomes = new Set<string>();
  for (let round = 1; round <= 32; round += 1) {
    const token = await startToken(store, `Contained ${round}`);
    const [thief = ''] = token.secrets;
    await token.rotateBy(thief);
    const made = token.secrets[1] ?? '';
    const overlapEnd = (await token.storedToken())?.previous?.expires;

    const racing: Record<string, () => Promise<unknown>> = {
      'use of the newest': () => authenticateToken(ports, made),
      repeat: () => token.rotateBy(thief),
      'self-rotation': () => token.rotateBy(made),
      'second repeat': () => token.rotateBy(thief),
      ...(round % 3 > 0 && { 'Admin rotation': () => token.rotate() }),
      ...(round % 4 === 0 && { revoke: () => token.attempt('revoke') }),
    };
    // Another request starts first in each round.
    const entries = Object.entries(racing);
    const rotated = entries
      .map((_, index) => entries[(index + round) % entries.length])
      .filter((one) => one !== undefined);
    const make = async ([what, act]: (typeof entries)[number]) => {
      const result = await act().then(
        () => 'done',
        (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
      );
      return `${what}: ${result}`;
    };
    const pending: Promise<string>[] = [];
    for (const [index, entry] of rotated.entries()) {
      // In every other round the first request has a head start.
      pending.push(sleep(index > 0 && round % 2 === 0 ? 20 : 0).then(() => make(entry)));
      // In the last rounds it is complete when the others start, so that a repeat succeeds for certain.
      if (index === 0 && round > 24) await pending[0];
    }
    const results = await Promise.all(pending);
    for (const result of results) {
      expect(result).toMatch(/: (done|secret_superseded|token_revoked)$/);
      outcomes.add(result);
    }

    const after = await token.storedToken();
    const found = await Promise.all(token.secrets.map((secret) => findTokenBySecret(ports, secret)));
    // One secret is the newest, and at most one other works.
    expect(found.filter((one) => one?.isPrevious === false)).toHaveLength(1);
    expect(found.filter(Boolean).length).toBeLessThanOrEqual(2);
    // A repeat of the first rotation does not move the end of the first overlap.
    if (after?.previous?.generation === 1 && after.previous.made_newest) {
      expect(after.previous.expires).toBe(overlapEnd);
    }
    expect(after?.lifetime_days).toBe(GRANTED_DAYS);
    for (const code of await token.rotateAfterUse()) expect(code).toBe('secret_superseded');
    expect((await token.storedToken())?.hash).toBe(after?.hash);
  }
  expect(violations(await store.items())).toEqual([]);
  for (const outcome of ['repeat: done', 'use of the newest: done', 'Admin rotation: done']) {
    expect([...outcomes]).toContain(outcome);
  }
});

it('R13: no attempt of a copied secret survives the first use of the newest, or evicts the secret of an Admin', async ({
  store,
}) => {
  const { ports, caller } = store;
  for (let round = 1; round <= 12; round += 1) {
    const token = await startToken(store, `Evicted ${round}`);
    const [thief = ''] = token.secrets;
    if (round % 2 === 0) await token.rotateBy(thief);
    const repeats = Array.from({ length: 3 }, () => token.attempt('rotate by the first secret'));
    const byAdmin = rotateToken(ports, caller, String((await token.storedToken())?.id), { overlap_hours: 1 });
    const [{ bearer_token }] = await Promise.all([byAdmin, ...repeats]);

    for (let attempt = 0; attempt < 2; attempt += 1) await token.attempt('rotate by the first secret');

    const known = await findTokenBySecret(ports, bearer_token);
    // The secret of the Admin is the newest, or its holder would have been replaced by a copy.
    expect([round, known?.isPrevious]).toEqual([round, false]);
  }
});
