// Burns tokens that have leaked: whoever holds the plaintext may do it, and learns nothing from the answer.
import { compromiseToken } from '../domain/account.ts';
import { FINDER } from '../domain/audit.ts';
import { count } from '../telemetry/metrics.ts';
import { type AuthenticationPorts, recogniseToken } from './authentication.ts';
import { changeAccount } from './change-account.ts';
import type { AccountPorts, Visit } from './ports.ts';

/** What does not exist, or is of no use any more, is passed over. Tokens besides the leaked ones stay as they are. */
export async function burnLeakedTokens(
  ports: AccountPorts & AuthenticationPorts,
  visit: Visit,
  plaintexts: readonly string[],
): Promise<void> {
  for (const plaintext of new Set(plaintexts)) await burn(ports, visit, plaintext);
}

async function burn(ports: AccountPorts & AuthenticationPorts, visit: Visit, plaintext: string): Promise<void> {
  const known = await recogniseToken(ports, plaintext);
  if (known === undefined || known.token.compromised_at !== null) return;
  const account = await ports.accounts.byId(known.account.user.id);
  if (account === undefined) return;
  await changeAccount(ports, { ...visit, actor: FINDER }, account, {
    action: 'token.compromised',
    apply: (current, now) => compromiseToken(current, known.token.id, known.generation, now),
  });
  const { user_id } = account.user;
  count('TokensCompromised', {}, { request_id: visit.request_id, user_id, token_id: known.token.id });
}
