// Records rejected uses of a token: of a retired secret, when a client missed a rotation, and from an address that is not
// allowed. In both cases, somebody may have a secret that they should not have.

import type { Account } from '../domain/account.ts';
import * as accountTokens from '../domain/account-tokens.ts';
import { ANONYMOUS_REPORTER } from '../domain/audit.ts';
import type { RejectedUse } from './authentication.ts';
import { changeAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';

/** The audit action of each kind of rejected use, and its record in the account. */
const RECORDS = {
  'token.retired_secret_used': accountTokens.recordRetiredSecretUse,
  'token.refused_address': accountTokens.recordRefusedAddress,
} as const satisfies Record<RejectedUse['action'], (account: Account, tokenId: number, now: Date) => Account>;

/** Writes the use to the token and to the audit log: of a retired secret once per rotation, from an address once an hour. */
export async function recordRejectedUse(
  ports: AccountPorts,
  context: RequestContext,
  { action, account_id, token_id }: RejectedUse,
): Promise<void> {
  const account = await ports.accounts.byId(account_id);
  if (account === undefined) return;
  const apply = (current: Account, now: Date) => RECORDS[action](current, token_id, now);
  await changeAccount(ports, { ...context, actor: ANONYMOUS_REPORTER }, account, {
    steps: [{ action, apply }],
    present: identity,
  });
}
