// Interactive login of people, which creates a session.
import type { Identity, IdTokenVerifier } from '../auth/oidc.ts';
import { UserName } from '../contracts/fields.ts';
import type { LoggedIn } from '../contracts/responses.ts';
import { type Account, logIn, newAccount } from '../domain/account.ts';
import { emailDomain } from '../domain/email.ts';
import * as errors from '../domain/errors.ts';
import { DomainError } from '../domain/errors.ts';
import { HOUR_MS } from '../domain/token.ts';
import { awaitAll } from './await-all.ts';
import { authenticateBearer, type BearerPorts } from './bearer-authentication.ts';
import { type AccountChangeOptions, changeAccount, createAccount } from './change-account.ts';
import { claimsServiceUserId, findPerson, linkIdentity, toPersonActor, verifiedUserId } from './people.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { Policies } from './ports/repositories.ts';
import type { RequestContext } from './ports/request-context.ts';
import { presentUser } from './present-user.ts';
import { type MintedSession, type MintPorts, mintedSession } from './sessions.ts';

export interface LoginPorts extends AccountPorts, BearerPorts, MintPorts {
  readonly verifyIdToken: IdTokenVerifier;
  readonly policies: Pick<Policies, 'current'>;
  /** Domains whose people get an account at their first login. When empty, an Admin invites each person. */
  readonly allowedEmailDomains: readonly string[];
}

/**
 * Logs a person in with an ID token, which creates a session. It creates the account of a person whose e-mail domain is
 * allowed. An ID token logs in once: the session and the mark of the used token are in the transaction of the login.
 *
 * @throws DomainError `unauthorized`; `service_user_cannot_log_in` (R3), `user_deactivated`, `not_invited`,
 * `email_not_verified`, `identity_mismatch`, `id_token_used`, `id_token_outdated`.
 */
export async function login(
  ports: LoginPorts,
  context: RequestContext,
  credential: string | undefined,
): Promise<LoggedIn> {
  const identity = await verifyLoginCredential(ports, credential, context.source_ip);
  if (claimsServiceUserId(identity)) throw errors.serviceUserCannotLogIn();
  const [account, { session_hours }] = await awaitAll([findPerson(ports, identity), ports.policies.current()]);
  const change = loginChange(ports, identity, session_hours);
  if (account === undefined) return createAccountAtFirstLogin(ports, context, identity, change);
  return recordLogin(ports, context, account, change);
}

/** The parts of the change of an account that a login makes. They are the same for a new account and a stored one. */
function loginChange(
  ports: LoginPorts,
  { token, ...identity }: Identity,
  session_hours: number,
): AccountChangeOptions<LoggedIn> {
  const grant = { authenticated_by: 'oidc', federation: null, lifetime_ms: session_hours * HOUR_MS } as const;
  const spent = { issuer: identity.subject.issuer, token_id: token.id, expires: token.expires };
  let minted: MintedSession;
  return {
    steps: [
      linkIdentity(identity),
      { action: 'user.logged_in', apply: (account, now) => logIn(account, token.issued_at, now) },
    ],
    session(account, now) {
      minted = mintedSession(ports, account, grant, now);
      return { session: minted.session, spent };
    },
    present: async (account) => ({
      ...(await presentUser(ports)(account)),
      session: { access_token: minted.plaintext, expires_in: (session_hours * HOUR_MS) / 1000 },
    }),
  };
}

/** A token or session instead of an ID token is rejected; the error says why when it is a Service User's (R3). */
async function verifyLoginCredential(
  ports: LoginPorts,
  credential: string | undefined,
  source_ip: string,
): Promise<Identity> {
  const principal = credential === undefined ? undefined : await authenticateBearer(ports, credential, { source_ip });
  if (principal?.user_type === 'Service') throw errors.serviceUserCannotLogIn();
  const identity = credential === undefined ? undefined : await ports.verifyIdToken(credential);
  if (identity === undefined) throw errors.idTokenRequired();
  return identity;
}

function recordLogin(
  ports: LoginPorts,
  context: RequestContext,
  account: Account,
  change: AccountChangeOptions<LoggedIn>,
): Promise<LoggedIn> {
  return changeAccount(ports, { ...context, actor: toPersonActor(account.user) }, account, change);
}

async function createAccountAtFirstLogin(
  ports: LoginPorts,
  context: RequestContext,
  identity: Identity,
  change: AccountChangeOptions<LoggedIn>,
): Promise<LoggedIn> {
  const user_id = verifiedUserId(identity);
  if (user_id === undefined) throw errors.emailNotVerified();
  if (!ports.allowedEmailDomains.includes(emailDomain(user_id))) throw errors.notInvited();
  const { email, name } = identity;
  const person = {
    user_id,
    user_type: 'Human',
    // The issuer guarantees nothing about names.
    name: UserName.safeParse(name).data ?? user_id,
    email,
    role: 'Member',
  } as const;
  const { user: id } = await ports.ids.next('user');
  const make = (now: Date) => newAccount({ ...person, id, team_ids: [], created_by: person.user_id }, now);
  try {
    return await createAccount(ports, { ...context, actor: toPersonActor(person) }, make, change);
  } catch (error) {
    // A concurrent first login of the same person may have created the account.
    const isTaken = error instanceof DomainError && error.code === 'user_id_taken';
    const created = isTaken ? await findPerson(ports, identity) : undefined;
    if (created === undefined) throw error;
    return recordLogin(ports, context, created, change);
  }
}
