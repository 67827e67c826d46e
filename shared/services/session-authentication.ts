// Authenticates sessions: reads the session with its account, checks both, builds the principal. Nothing is cached and no
// index is read, so that every acknowledged change counts (R10).
import { hashToken, locateSession, sameHash } from '../auth/bearer-token.ts';
import { isAllowedAddress } from '../domain/addresses.ts';
import { NOT_NARROWED } from '../domain/narrowing.ts';
import { type Principal, toPrincipal } from '../domain/principal.ts';
import { isSessionValid, policyOf } from '../domain/session.ts';
import { count } from '../telemetry/metrics.ts';
import type { Effects } from './ports/effects.ts';
import type { Credentials, SessionLookup, SessionRecord } from './ports/queries.ts';
import { recordUse } from './record-use.ts';

/** Compared when there is no session, so that every rejection does the same work. */
const DUMMY_HASH = hashToken('no session');

export interface SessionAuthenticationPorts extends Pick<Effects, 'now'> {
  readonly sessionLookup: SessionLookup;
  readonly credentials: Pick<Credentials, 'find' | 'recordUse'>;
}

/** The principal that a session authenticates; undefined when the session is rejected, or not allowed from the address. */
export async function authenticateSession(
  ports: SessionAuthenticationPorts,
  plaintext: string,
  source_ip: string,
): Promise<Principal | undefined> {
  const known = await verifySession(ports, plaintext);
  if (known === undefined) return undefined;
  const { account, session } = known;
  const policy = policyOf(session, account);
  const narrowing = policy ?? NOT_NARROWED;
  if (!isAllowedAddress(narrowing.allowed_cidrs, source_ip)) {
    count('AddressesRefused', { user_id: account.user.user_id, session_id: session.id });
    return undefined;
  }
  // The login of a person was recorded when the session was created.
  if (account.user.user_type === 'Service') await recordUse(ports, account, undefined);
  const { federation } = session;
  return toPrincipal(account.user, session.authenticated_by, {
    session,
    narrowing,
    federation: federation && {
      policy_id: federation.policy_id,
      policy: policy?.name ?? '',
      subject: federation.subject,
    },
  });
}

/** The session whose plaintext it is, if it is valid now (R3, R7, R10). */
export async function verifySession(
  ports: Pick<SessionAuthenticationPorts, 'now' | 'sessionLookup'>,
  plaintext: string,
): Promise<SessionRecord | undefined> {
  const locator = locateSession(plaintext);
  if (locator === undefined) return undefined;
  const found = await ports.sessionLookup.find(locator);
  const isKnown = sameHash(hashToken(plaintext), found?.session.hash ?? DUMMY_HASH);
  return found && isKnown && isSessionValid(found.session, found.account, ports.now()) ? found : undefined;
}
