// Marks leaked tokens as compromised. Anyone who has the plaintext may report it, and the response reveals nothing.
import { compromiseToken } from '../domain/account-tokens.ts';
import { ANONYMOUS_REPORTER } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { count } from '../telemetry/metrics.ts';
import { type AuthenticationPorts, findTokenBySecret } from './authentication.ts';
import { changeAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';

type LeakedTokenPorts = AccountPorts & AuthenticationPorts;

/**
 * Marks each token as compromised. A plaintext that is no working secret is ignored.
 *
 * @throws DomainError `outcome_unknown` when only some of the tokens may have been marked.
 */
export async function compromiseLeakedTokens(
  ports: LeakedTokenPorts,
  context: RequestContext,
  plaintexts: readonly string[],
): Promise<void> {
  const [first, ...others] = new Set(plaintexts);
  if (first !== undefined) await compromise(ports, context, first);
  for (const plaintext of others) {
    await compromise(ports, context, plaintext).catch((cause: unknown) => {
      throw errors.outcomeUnknown(cause);
    });
  }
}

async function compromise(ports: LeakedTokenPorts, context: RequestContext, plaintext: string): Promise<void> {
  const known = await findTokenBySecret(ports, plaintext);
  if (known === undefined || known.token.compromised_at !== null) return;
  const account = await ports.accounts.byId(known.account.user.id);
  if (account === undefined) return;
  await changeAccount(ports, { ...context, actor: ANONYMOUS_REPORTER }, account, {
    steps: [
      {
        action: 'token.compromised',
        apply: (current, now) => compromiseToken(current, known.token.id, known.generation, now),
      },
    ],
    present: identity,
  });
  const { user_id } = account.user;
  count('TokensCompromised', { request_id: context.request_id, user_id, token_id: known.token.id });
}
