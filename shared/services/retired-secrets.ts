// Records the use of a retired secret: a client missed a rotation, or somebody has a secret that they should not have.
import { recordRetiredSecretUse as recordInAccount } from '../domain/account-tokens.ts';
import { ANONYMOUS_REPORTER } from '../domain/audit.ts';
import { changeAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';

/** Writes the use to the token and to the audit log, once per rotation. */
export async function recordRetiredSecretUse(
  ports: AccountPorts,
  context: RequestContext,
  accountId: number,
  tokenId: number,
): Promise<void> {
  const account = await ports.accounts.byId(accountId);
  if (account === undefined) return;
  await changeAccount(ports, { ...context, actor: ANONYMOUS_REPORTER }, account, {
    steps: [
      {
        action: 'token.retired_secret_used',
        apply: (current, now) => recordInAccount(current, tokenId, now),
      },
    ],
    present: identity,
  });
}
