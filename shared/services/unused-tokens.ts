// Revokes the tokens of Service Users that are unused for longer than the policy allows. They can be restored.
import type { Account } from '../domain/account.ts';
import { POLICY_ENFORCEMENT } from '../domain/audit.ts';
import { revokeUnusedToken, type UnusedPolicy, unusedTokens } from '../domain/unused-revocation.ts';
import { changeAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import type { AccountPorts } from './ports/ports.ts';

/** A token to revoke. */
export interface UnusedToken {
  readonly accountId: number;
  readonly tokenId: number;
}

export function unusedTokensOf(account: Account, policy: UnusedPolicy, now: Date): UnusedToken[] {
  return unusedTokens(account, policy, now).map(({ id }) => ({ accountId: account.user.id, tokenId: id }));
}

/** A run revokes this many tokens, so that a mistake in the policy is noticed before it has revoked all of them. */
const MAX_REVOCATIONS = 20;
/** How long the revocation of one token is attempted while its account is modified concurrently. */
const LONGEST_ATTEMPT_MS = 10_000;

/**
 * Revokes the first of these tokens that are still unused. The write requires that the account has not changed since it was
 * read, and the record of a use changes it: a token that is used meanwhile is decided on again, and stays active.
 */
export async function revokeUnusedTokens(
  ports: AccountPorts,
  unused: readonly UnusedToken[],
  policy: UnusedPolicy,
): Promise<void> {
  for (const { accountId, tokenId } of unused.slice(0, MAX_REVOCATIONS)) {
    const current = await ports.accounts.byId(accountId);
    if (current === undefined) continue;
    const now = ports.now();
    const context = {
      actor: POLICY_ENFORCEMENT,
      request_id: `unused-${tokenId}-${now.getTime()}`,
      source_ip: 'none',
      deadline: now.getTime() + LONGEST_ATTEMPT_MS,
    };
    await changeAccount(ports, context, current, {
      steps: [{ action: 'token.revoked', apply: (state, at) => revokeUnusedToken(state, tokenId, policy, at) }],
      present: identity,
    });
  }
}
