// Notes that an account was used, seldom enough to cost little, and never at the price of the request.
import type { Account } from '../domain/account.ts';
import { log } from '../telemetry/log.ts';
import type { Effects } from './ports/effects.ts';
import type { Credentials, UsedSecret } from './ports/queries.ts';

/** A use is noted at most once in this time: for each secret, and for each Service User that signs. */
const RECORD_INTERVAL_MS = 5 * 60 * 1000;

/** @param used - The secret that was shown; undefined for a signed request. */
export async function recordUse(
  ports: Pick<Effects, 'now'> & { readonly credentials: Pick<Credentials, 'recordUse'> },
  account: Pick<Account, 'version' | 'user'>,
  used: UsedSecret | undefined,
): Promise<void> {
  const now = ports.now();
  const noted = used ? lastUseOf(used) : account.user.last_login;
  if (noted !== null && now.getTime() - Date.parse(noted) < RECORD_INTERVAL_MS) return;
  try {
    await ports.credentials.recordUse(account, used, now);
  } catch (cause) {
    // The next request notes it instead.
    log('WARN', 'a use was not noted', { user_id: account.user.user_id, cause: (cause as Error).name });
  }
}

function lastUseOf({ token, retiring }: UsedSecret): string | null {
  return retiring ? (token.previous?.last_used ?? null) : token.last_used;
}
