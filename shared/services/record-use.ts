// Notes that an account was used, seldom enough to cost little, and never at the price of the request.
import type { Account } from '../domain/account.ts';
import type { Token } from '../domain/token.ts';
import type { Credentials, Effects } from './ports.ts';

/** A use is noted at most once in this time: for each token, and for each Service User that signs. */
const NOTED_EVERY_MS = 5 * 60 * 1000;

/** @param token - The token that was used; undefined for a signed request. */
export async function recordUse(
  ports: Pick<Effects, 'now'> & { readonly credentials: Pick<Credentials, 'recordUse'> },
  account: Pick<Account, 'version' | 'user'>,
  token: Token | undefined,
): Promise<void> {
  const now = ports.now();
  const noted = token ? token.last_used : account.user.last_login;
  if (noted !== null && now.getTime() - Date.parse(noted) < NOTED_EVERY_MS) return;
  try {
    await ports.credentials.recordUse(account, token, now);
  } catch (cause) {
    // The next request notes it instead.
    console.warn({ message: 'a use was not noted', user_id: account.user.user_id, cause: (cause as Error).name });
  }
}
