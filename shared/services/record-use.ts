// Records that an account was used: seldom, so that it costs little, and without making the request fail.
import type { Account } from '../domain/account.ts';
import { log } from '../telemetry/log.ts';
import type { Effects } from './ports/effects.ts';
import type { Credentials, UsedSecret } from './ports/queries.ts';

/** A use is recorded at most once in this time: per secret, and per Service User that signs. */
const RECORD_INTERVAL_MS = 5 * 60 * 1000;

/** @param used - The secret that was presented; undefined for a signed request. */
export async function recordUse(
  ports: Pick<Effects, 'now'> & { readonly credentials: Pick<Credentials, 'recordUse'> },
  account: Pick<Account, 'version' | 'user'>,
  used: UsedSecret | undefined,
): Promise<void> {
  const now = ports.now();
  const recorded = used ? lastUseOf(used) : account.user.last_login;
  if (recorded !== null && now.getTime() - Date.parse(recorded) < RECORD_INTERVAL_MS) return;
  try {
    await ports.credentials.recordUse(account, used, now);
  } catch (cause) {
    // The next request records it instead.
    log('WARN', 'a use was not recorded', { user_id: account.user.user_id, cause: (cause as Error).name });
  }
}

function lastUseOf({ token, isPrevious }: UsedSecret): string | null {
  return isPrevious ? (token.previous?.last_used ?? null) : token.last_used;
}
