// The cost of a rejection reveals nothing: for every defect of a token it is one read, one hash and two comparisons.
import crypto, { randomBytes } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hashToken, locateToken, mintToken } from '../../shared/auth/bearer-token.ts';
import { type PreviousSecret, secretFingerprint, type Token } from '../../shared/domain/token.ts';
import type { User } from '../../shared/domain/user.ts';
import { authenticateToken, findTokenBySecret, verifyToken } from '../../shared/services/authentication.ts';
import type { CredentialRecord } from '../../shared/services/ports/queries.ts';
import { anAccount, aToken, EARLIER, LATER, NOW } from '../support/account-fixtures.ts';

const mint = (changes: Partial<Parameters<typeof mintToken>[0]> = {}) =>
  mintToken({ account_id: 1, token_id: 7, type: 'Service', prefix: '', random: randomBytes(32), ...changes });

const PRESENTED = mint();
const hash = hashToken(PRESENTED);
const previous = (changes: Partial<PreviousSecret>): { hash: string; previous: PreviousSecret } => ({
  hash: hashToken(mint()),
  previous: {
    hash,
    generation: 1,
    expires: LATER,
    last_used: EARLIER,
    made_newest: false,
    retired_use: EARLIER,
    ...changes,
  },
});

/** Account 1 has only token 7. */
function portsOf(token: Partial<Token>, user: Partial<User> = {}) {
  const account = anAccount(user, [aToken({ hash, last_used: NOW.toISOString(), ...token })]);
  const find = vi.fn(
    async ({ account_id, token_id }): Promise<CredentialRecord | undefined> =>
      account_id === 1 ? { ...account, token: account.tokens.find(({ id }) => id === token_id) } : undefined,
  );
  const recordUse = vi.fn(async () => true);
  return { credentials: { find, recordUse }, now: () => NOW };
}

function work({ credentials }: ReturnType<typeof portsOf>) {
  return {
    reads: credentials.find.mock.calls.length,
    hashes: spies.hashes.mock.calls.length,
    comparisons: spies.comparisons.mock.calls.length,
    writes: credentials.recordUse.mock.calls.length,
  };
}

const spyOnWork = () => ({
  hashes: vi.spyOn(crypto, 'hash'),
  comparisons: vi.spyOn(crypto, 'timingSafeEqual'),
  log: vi.spyOn(process.stdout, 'write').mockReturnValue(true),
});
let spies: ReturnType<typeof spyOnWork>;

beforeEach(() => {
  spies = spyOnWork();
  // Makes the named imports of the code under test refer to the spies.
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const REJECTED: [string, string, Partial<Token>, Partial<User>?][] = [
  ['of an unknown account', mint({ account_id: 2 }), {}],
  ['of an unknown token', mint({ token_id: 8 }), {}],
  ['with another secret', mint(), {}],
  ['of the other type', mint({ type: 'Personal' }), {}],
  ['that is revoked', PRESENTED, { revoked_at: EARLIER }],
  ['that has expired', PRESENTED, { expiration: NOW.toISOString() }],
  ['that is compromised', PRESENTED, { compromised_at: EARLIER }],
  ['of a deactivated account', PRESENTED, {}, { deleted_at: EARLIER }],
  ['after its overlap', PRESENTED, previous({ expires: EARLIER })],
  ['within its overlap, of a revoked token', PRESENTED, { ...previous({}), revoked_at: EARLIER }],
  [
    'that was replaced twice',
    PRESENTED,
    { ...previous({ hash: hashToken(mint()) }), retired: ['another', secretFingerprint(hash)] },
  ],
  [
    'that was replaced more often than replaced secrets are remembered',
    PRESENTED,
    { ...previous({ hash: hashToken(mint()) }), retired: [] },
  ],
];

describe('authentication makes the same number of reads, hashes and comparisons', () => {
  it.each(REJECTED)('for a token %s', async (_, plaintext, token, user) => {
    for (const authenticate of [authenticateToken, verifyToken, findTokenBySecret]) {
      vi.clearAllMocks();
      const ports = portsOf(token, user);
      const found = await authenticate(ports, plaintext);
      if (authenticate !== findTokenBySecret) expect(found).toBeUndefined();
      expect(work(ports)).toEqual({ reads: 1, hashes: 1, comparisons: 2, writes: 0 });
    }
  });

  it('for a valid token', async () => {
    const ports = portsOf({});
    expect(await authenticateToken(ports, PRESENTED)).toMatchObject({ id: 1, token_id: 7, token_generation: 1 });
    expect(work(ports)).toEqual({ reads: 1, hashes: 1, comparisons: 2, writes: 0 });
  });

  it('but none for text with a wrong checksum', async () => {
    for (const malformed of ['', 'x', PRESENTED.slice(0, -1), `${PRESENTED}0`, PRESENTED.replace('svc', 'pat')]) {
      const ports = portsOf({});
      expect(await authenticateToken(ports, malformed)).toBeUndefined();
      expect(locateToken(malformed)).toBeUndefined();
      expect(work(ports)).toEqual({ reads: 0, hashes: 0, comparisons: 0, writes: 0 });
    }
  });
});

describe('the use of a secret', () => {
  it('is recorded for the secret that was presented', async () => {
    const ports = portsOf(previous({ last_used: null }));
    expect(await authenticateToken(ports, PRESENTED)).toMatchObject({ token_generation: 1 });
    expect(ports.credentials.recordUse).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ used: expect.objectContaining({ isPrevious: true }), confirms: false, now: NOW }),
    );
  });

  describe('that a self-rotation made', () => {
    const selfRotated = { previous: { ...previous({ made_newest: true }).previous, hash: hashToken(mint()) } };
    const confirmation = expect.objectContaining({ confirms: true });

    it('is recorded at once when it is the first use, which confirms the rotation (R13)', async () => {
      const ports = portsOf(selfRotated);
      await authenticateToken(ports, PRESENTED);
      expect(ports.credentials.recordUse).toHaveBeenCalledExactlyOnceWith(confirmation);
      const confirmed = portsOf({ ...selfRotated, confirmed_at: EARLIER });
      await authenticateToken(confirmed, PRESENTED);
      expect(confirmed.credentials.recordUse).not.toHaveBeenCalled();
    });

    it('is recorded on the new state when the account changed concurrently', async () => {
      const ports = portsOf(selfRotated);
      ports.credentials.recordUse.mockResolvedValueOnce(false);
      expect(await authenticateToken(ports, PRESENTED)).toBeDefined();
      expect(ports.credentials.find).toHaveBeenCalledTimes(2);
      expect(ports.credentials.recordUse).toHaveBeenLastCalledWith(confirmation);
    });

    it('is accepted when it cannot be recorded', async () => {
      const ports = portsOf(selfRotated);
      ports.credentials.recordUse.mockRejectedValue(new Error('the database failed'));
      expect(await authenticateToken(ports, PRESENTED)).toBeDefined();
      expect(ports.credentials.recordUse).toHaveBeenCalledTimes(3);
    });
  });

  const replaced = (retired_use: string | null) => ({
    ...previous({ hash: hashToken(mint()), retired_use }),
    retired: [secretFingerprint(hash)],
  });
  it.each([
    ['after its overlap', (retired_use: string | null) => previous({ expires: EARLIER, retired_use })],
    ['after it was replaced, while another secret is within its overlap', replaced],
  ])('%s is reported the first time, and counted every time', async (_, withUse) => {
    const reportRetiredUse = vi.fn(async () => {});
    await authenticateToken(portsOf(withUse(null)), PRESENTED, { source_ip: '', recordRejectedUse: reportRetiredUse });
    expect(reportRetiredUse).toHaveBeenCalledExactlyOnceWith({
      action: 'token.retired_secret_used',
      account_id: 1,
      token_id: 7,
    });
    await authenticateToken(portsOf(withUse(EARLIER)), PRESENTED, {
      source_ip: '',
      recordRejectedUse: reportRetiredUse,
    });
    expect(reportRetiredUse).toHaveBeenCalledOnce();
    const counted = spies.log.mock.calls.filter(([line]) => String(line).includes('"RetiredSecretsUsed":1'));
    expect(counted).toHaveLength(2);
  });
});
