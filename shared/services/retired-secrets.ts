// A secret that was shown after its overlap: somebody was left behind by a rotation, or holds what they should not.
import { recordRetiredSecretUseInAccount } from '../domain/account.ts';
import { ANONYMOUS_REPORTER } from '../domain/audit.ts';
import { changeAccount } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';

/** Writes it to the token and to the audit log, once for each secret. */
export async function recordRetiredSecretUse(
  ports: AccountPorts,
  context: RequestContext,
  accountId: number,
  tokenId: number,
): Promise<void> {
  const account = await ports.accounts.byId(accountId);
  if (account === undefined) return;
  await changeAccount(ports, { ...context, actor: ANONYMOUS_REPORTER }, account, {
    action: 'token.retired_secret_used',
    apply: (current, now) => recordRetiredSecretUseInAccount(current, tokenId, now),
  });
}
