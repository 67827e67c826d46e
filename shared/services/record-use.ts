// Records that an account was used: seldom, so that it costs little, and without making the request fail.
import { isRotationRepeatable } from '../domain/token.ts';
import { log } from '../telemetry/log.ts';
import type { Effects } from './ports/effects.ts';
import type { CredentialRecord, Credentials, UsedSecret } from './ports/queries.ts';

/** A use is recorded at most once in this time: per secret, and per Service User that signs. */
const RECORD_INTERVAL_MS = 5 * 60 * 1000;

/** Attempts to record the first use of a new secret, which confirms the rotation. */
const CONFIRMATION_ATTEMPTS = 3;

interface RecordUsePorts extends Pick<Effects, 'now'> {
  readonly credentials: Credentials;
}

/**
 * Records a use that is due. A failure changes nothing for the request; the next one records the use instead.
 *
 * The first use of the secret that a self-rotation made is due at once, because it ends the right of the previous secret
 * to repeat the rotation (R13). When the account changes concurrently, it is recorded on the new state. When it cannot be
 * recorded at all, the rotation stays unconfirmed until the next use.
 *
 * @param used - The secret that was presented; undefined for a signed request and for a session.
 * @returns whether the secret still works: false when the previous secret repeated the rotation first and so replaced it
 */
export async function recordUse(
  ports: RecordUsePorts,
  account: Pick<CredentialRecord, 'version' | 'user'>,
  used: UsedSecret | undefined,
): Promise<boolean> {
  const now = ports.now();
  const confirms = used !== undefined && !used.isPrevious && isRotationRepeatable(used.token, now);
  if (!confirms && !isDue(used ? lastUseOf(used) : account.user.last_login, now)) return true;
  let cause = 'the account changed';
  try {
    const isRecorded = await ports.credentials.recordUse({ account, used, confirms, now });
    // Many jobs may use the account at once. One of them records it, and the others need not.
    if (isRecorded || !confirms) return true;
  } catch (error) {
    cause = (error as Error).name;
  }
  const confirmation = confirms ? await confirmOnNewState(ports, account.user.id, used) : 'failed';
  if (confirmation === 'failed') log('WARN', 'a use was not recorded', { user_id: account.user.user_id, cause });
  return confirmation !== 'replaced';
}

/** `confirmed` also when it is no longer needed; `replaced` when the secret is neither the newest nor the previous one. */
async function confirmOnNewState(
  ports: RecordUsePorts,
  accountId: number,
  used: UsedSecret,
): Promise<'confirmed' | 'replaced' | 'failed'> {
  for (let attempt = 1; attempt < CONFIRMATION_ATTEMPTS; attempt += 1) {
    try {
      const now = ports.now();
      const account = await ports.credentials.find({ account_id: accountId, token_id: used.token.id });
      const token = account?.token;
      if (!account || !token) return 'replaced';
      if (token.hash !== used.token.hash) return token.previous?.hash === used.token.hash ? 'confirmed' : 'replaced';
      if (!isRotationRepeatable(token, now)) return 'confirmed';
      const use = { account, used: { token, isPrevious: false }, confirms: true, now };
      if (await ports.credentials.recordUse(use)) return 'confirmed';
    } catch {
      // The database failed.
    }
  }
  return 'failed';
}

function isDue(recorded: string | null, now: Date): boolean {
  return recorded === null || now.getTime() - Date.parse(recorded) >= RECORD_INTERVAL_MS;
}

function lastUseOf({ token, isPrevious }: UsedSecret): string | null {
  return isPrevious ? (token.previous?.last_used ?? null) : token.last_used;
}
