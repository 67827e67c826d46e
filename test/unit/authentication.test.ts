// What a refusal costs tells nothing: whatever is wrong with a token, it is one read, one hash and two comparisons.
import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hashToken, locateToken, mintToken, sameHash } from '../../shared/auth/bearer-token.ts';
import { type PreviousSecret, secretFingerprint, type Token } from '../../shared/domain/token.ts';
import type { User } from '../../shared/domain/user.ts';
import { authenticateToken, findTokenBySecret, verifyToken } from '../../shared/services/authentication.ts';
import type { CredentialRecord } from '../../shared/services/ports/queries.ts';
import { anAccount, aToken, EARLIER, LATER, NOW } from '../support/accounts.ts';

vi.mock('../../shared/auth/bearer-token.ts', { spy: true });

const mint = (changes: Partial<Parameters<typeof mintToken>[0]> = {}) =>
  mintToken({ account_id: 1, token_id: 7, type: 'Service', prefix: '', random: randomBytes(32), ...changes });

const SHOWN = mint();
const hash = hashToken(SHOWN);
const previous = (changes: Partial<PreviousSecret>): { hash: string; previous: PreviousSecret } => ({
  hash: hashToken(mint()),
  previous: { hash, generation: 1, expires: LATER, last_used: EARLIER, retired_use: EARLIER, ...changes },
});

/** The account 1 has the token 7 alone. */
function portsOf(token: Partial<Token>, user: Partial<User> = {}) {
  const account = anAccount(user, [aToken({ hash, last_used: NOW.toISOString(), ...token })]);
  const find = vi.fn(
    async ({ account_id, token_id }): Promise<CredentialRecord | undefined> =>
      account_id === 1 ? { ...account, token: account.tokens.find(({ id }) => id === token_id) } : undefined,
  );
  const recordUse = vi.fn(async () => {});
  return { credentials: { find, recordUse }, now: () => NOW };
}

function work({ credentials }: ReturnType<typeof portsOf>) {
  return {
    reads: credentials.find.mock.calls.length,
    hashes: vi.mocked(hashToken).mock.calls.length,
    comparisons: vi.mocked(sameHash).mock.calls.length,
    writes: credentials.recordUse.mock.calls.length,
  };
}

const log = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
beforeEach(() => void vi.clearAllMocks());

const REFUSED: [string, string, Partial<Token>, Partial<User>?][] = [
  ['of an unknown account', mint({ account_id: 2 }), {}],
  ['of an unknown token', mint({ token_id: 8 }), {}],
  ['with another secret', mint(), {}],
  ['of the other kind', mint({ type: 'Personal' }), {}],
  ['that is revoked', SHOWN, { revoked_at: EARLIER }],
  ['that has expired', SHOWN, { expiration: NOW.toISOString() }],
  ['that is compromised', SHOWN, { compromised_at: EARLIER }],
  ['of a deactivated account', SHOWN, {}, { deleted_at: EARLIER }],
  ['after its overlap', SHOWN, previous({ expires: EARLIER })],
  ['in its overlap, of a revoked token', SHOWN, { ...previous({}), revoked_at: EARLIER }],
  [
    'that was replaced twice',
    SHOWN,
    { ...previous({ hash: hashToken(mint()) }), retired: ['another', secretFingerprint(hash)] },
  ],
  ['that was replaced too often to be remembered', SHOWN, { ...previous({ hash: hashToken(mint()) }), retired: [] }],
];

describe('refusals of every kind do the same number of reads and hashes', () => {
  it.each(REFUSED)('a token %s', async (_, plaintext, token, user) => {
    for (const show of [authenticateToken, verifyToken, findTokenBySecret]) {
      vi.clearAllMocks();
      const ports = portsOf(token, user);
      const found = await show(ports, plaintext);
      if (show !== findTokenBySecret) expect(found).toBeUndefined();
      expect(work(ports)).toEqual({ reads: 1, hashes: 1, comparisons: 2, writes: 0 });
    }
  });

  it('as an acceptance does', async () => {
    const ports = portsOf({});
    expect(await authenticateToken(ports, SHOWN)).toMatchObject({ id: 1, token_id: 7, token_generation: 1 });
    expect(work(ports)).toEqual({ reads: 1, hashes: 1, comparisons: 2, writes: 0 });
  });

  it('and none for what cannot be a token: its checksum fails first', async () => {
    for (const malformed of ['', 'x', SHOWN.slice(0, -1), `${SHOWN}0`, SHOWN.replace('svc', 'pat')]) {
      const ports = portsOf({});
      expect(await authenticateToken(ports, malformed)).toBeUndefined();
      expect(locateToken(malformed)).toBeUndefined();
      expect(work(ports)).toEqual({ reads: 0, hashes: 0, comparisons: 0, writes: 0 });
    }
  });
});

describe('the use of a secret', () => {
  it('is noted for the one that was shown', async () => {
    const ports = portsOf(previous({ last_used: null }));
    expect(await authenticateToken(ports, SHOWN)).toMatchObject({ token_generation: 1 });
    expect(ports.credentials.recordUse).toHaveBeenCalledExactlyOnceWith(
      expect.anything(),
      expect.objectContaining({ isPrevious: true }),
      NOW,
    );
  });

  const replaced = (retired_use: string | null) => ({
    ...previous({ hash: hashToken(mint()), retired_use }),
    retired: [secretFingerprint(hash)],
  });
  it.each([
    ['after its overlap', (retired_use: string | null) => previous({ expires: EARLIER, retired_use })],
    ['after it was replaced, while another is in its overlap', replaced],
  ])('%s is told the first time, and is counted every time', async (_, withUse) => {
    const tell = vi.fn(async () => {});
    await authenticateToken(portsOf(withUse(null)), SHOWN, tell);
    expect(tell).toHaveBeenCalledExactlyOnceWith(1, 7);
    await authenticateToken(portsOf(withUse(EARLIER)), SHOWN, tell);
    expect(tell).toHaveBeenCalledOnce();
    const counted = log.mock.calls.filter(([line]) => String(line).includes('"RetiredSecretsUsed":1'));
    expect(counted).toHaveLength(2);
  });
});
