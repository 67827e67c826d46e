// Burns tokens that have leaked: whoever holds the plaintext may do it, and learns nothing from the answer.
import { compromiseToken } from '../domain/account.ts';
import { ANONYMOUS_REPORTER } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { count } from '../telemetry/metrics.ts';
import { type AuthenticationPorts, findTokenBySecret } from './authentication.ts';
import { changeAccount } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';

/**
 * What does not exist, or is of no use any more, is passed over. Tokens besides the leaked ones stay as they are.
 *
 * @throws DomainError `outcome_unknown` when some may be burnt, and others not.
 */
export async function compromiseLeakedTokens(
  ports: AccountPorts & AuthenticationPorts,
  context: RequestContext,
  plaintexts: readonly string[],
): Promise<void> {
  const [first, ...others] = new Set(plaintexts);
  if (first !== undefined) await compromise(ports, context, first);
  for (const plaintext of others) await compromise(ports, context, plaintext).catch(partialOutcome);
}

function partialOutcome(cause: unknown): never {
  throw errors.outcomeUnknown(cause);
}

async function compromise(
  ports: AccountPorts & AuthenticationPorts,
  context: RequestContext,
  plaintext: string,
): Promise<void> {
  const known = await findTokenBySecret(ports, plaintext);
  if (known === undefined || known.token.compromised_at !== null) return;
  const account = await ports.accounts.byId(known.account.user.id);
  if (account === undefined) return;
  await changeAccount(ports, { ...context, actor: ANONYMOUS_REPORTER }, account, {
    action: 'token.compromised',
    apply: (current, now) => compromiseToken(current, known.token.id, known.generation, now),
  });
  const { user_id } = account.user;
  count('TokensCompromised', { request_id: context.request_id, user_id, token_id: known.token.id });
}
