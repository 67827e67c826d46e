// A secret that was shown after its overlap: somebody was left behind by a rotation, or holds what they should not.
import { noteRetiredSecret } from '../domain/account.ts';
import { FINDER } from '../domain/audit.ts';
import { changeAccount } from './change-account.ts';
import type { AccountPorts, Visit } from './ports.ts';

/** Writes it to the token and to the audit log, once for each secret. */
export async function reportRetiredSecret(
  ports: AccountPorts,
  visit: Visit,
  accountId: number,
  tokenId: number,
  generation: number,
): Promise<void> {
  const account = await ports.accounts.byId(accountId);
  if (account === undefined) return;
  await changeAccount(ports, { ...visit, actor: FINDER }, account, {
    action: 'token.retired_secret_used',
    apply: (current, now) => noteRetiredSecret(current, tokenId, generation, now),
  });
}
