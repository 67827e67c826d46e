// Sessions: their creation, what they authenticate, and their end.
import { hashToken, mintSession, SESSION_IDS } from '../auth/bearer-token.ts';
import type { Account } from '../domain/account.ts';
import { ANONYMOUS_REPORTER, type AuditAction } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import type { Session } from '../domain/session.ts';
import { count } from '../telemetry/metrics.ts';
import { auditEntries } from './audit-entries.ts';
import { commitWithRetry } from './commit-with-retry.ts';
import type { Effects } from './ports/effects.ts';
import type { AccountPorts, Ports } from './ports/ports.ts';
import type { ActorContext, Caller, RequestContext } from './ports/request-context.ts';

/** What minting a session takes. */
export interface MintPorts extends Pick<Effects, 'randomBytes'> {
  /** The deployer's prefix of tokens, or an empty string. */
  readonly tokenPrefix: string;
}

export type SessionPorts = AccountPorts & Pick<Ports, 'sessions'>;

/** A new session, and its plaintext. */
export interface MintedSession {
  readonly session: Session;
  readonly plaintext: string;
}

type SessionGrant = Pick<Session, 'authenticated_by' | 'federation'> & { readonly lifetime_ms: number };

/** Mints a session of the account in its current epoch. */
export function mintedSession(
  ports: MintPorts,
  { user, session_epoch }: Pick<Account, 'user' | 'session_epoch'>,
  { lifetime_ms, ...grant }: SessionGrant,
  now: Date,
): MintedSession {
  const account_id = user.id;
  // Fewer ids than random numbers: the remainder makes no id noticeably more likely.
  const id = Buffer.from(ports.randomBytes(6)).readUIntBE(0, 6) % SESSION_IDS;
  const source = { account_id, session_id: id, prefix: ports.tokenPrefix, random: ports.randomBytes(32) };
  const plaintext = mintSession(source);
  const created = now.toISOString();
  const expires = new Date(now.getTime() + lifetime_ms).toISOString();
  const hash = hashToken(plaintext);
  return { plaintext, session: { account_id, id, hash, epoch: session_epoch, ...grant, created, expires } };
}

/** Ends the session that makes the request. @throws DomainError `session_required` for another credential. */
export async function logOut(ports: SessionPorts, caller: Caller): Promise<void> {
  const { id, session_id, user_id } = caller.principal;
  if (session_id === null) throw errors.sessionRequired();
  const session = await ports.sessions.byId(id, session_id);
  await endSession(ports, caller, { session, action: 'user.logged_out', target: user_id });
}

/** Ends the session whose plaintext was reported as leaked. */
export async function endLeakedSession(ports: SessionPorts, context: RequestContext, session: Session): Promise<void> {
  const account = await ports.accounts.byId(session.account_id);
  if (account === undefined) return;
  const { user_id } = account.user;
  const reported = { ...context, actor: ANONYMOUS_REPORTER };
  await endSession(ports, reported, { session, action: 'session.compromised', target: user_id });
  count('SessionsCompromised', { request_id: context.request_id, user_id, session_id: session.id });
}

interface Ending {
  /** Undefined when it has ended. */
  readonly session: Session | undefined;
  readonly action: AuditAction;
  /** The `user_id` of the account. */
  readonly target: string;
}

function endSession(ports: SessionPorts, context: ActorContext, { session, action, target }: Ending): Promise<void> {
  return commitWithRetry({
    ports,
    context,
    repository: ports.sessions,
    start: session,
    decide: (before, now) => ({
      before,
      after: undefined,
      entries: before
        ? auditEntries(ports, context, now, [
            { action, target, changes: { [`sessions.${before.id}`]: { from: audited(before), to: null } } },
          ])
        : [],
    }),
    present: async () => undefined,
  });
}

function audited({ authenticated_by, federation, created, expires }: Session) {
  return { authenticated_by, ...(federation && { federation }), created, expires };
}
