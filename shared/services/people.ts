// People, and the OIDC issuer that vouches for them. No identity of the issuer is ever a Service User (R3).
import { locateToken } from '../auth/bearer-token.ts';
import type { Identity, IdTokenVerifier } from '../auth/oidc.ts';
import { UserName } from '../contracts/fields.ts';
import type { UserView } from '../contracts/responses.ts';
import { type Account, linkSubject, logIn, newAccount } from '../domain/account.ts';
import type { Actor } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { DomainError } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { humanUserId, isServiceUserId, type User } from '../domain/user.ts';
import { authenticateToken } from './authentication.ts';
import { changeAccount, changeAndPresent, createAndPresent, type Step } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { Credentials } from './ports/queries.ts';
import type { RequestContext } from './ports/request-context.ts';
import { presentUser } from './team-names.ts';

export interface PersonPorts extends AccountPorts {
  readonly verifyIdToken: IdTokenVerifier;
}

export interface LoginPorts extends PersonPorts {
  readonly credentials: Credentials;
  /** Domains whose people get an account at their first login; without any, people are invited by an Admin. */
  readonly allowedEmailDomains: readonly string[];
}

const USER_ID_TAKEN = 'user_id_taken';

/**
 * The person behind an ID token, who is linked to its subject when first seen; undefined when refused, for whatever
 * reason.
 */
export async function authenticateIdTokenHolder(
  ports: PersonPorts,
  context: RequestContext,
  idToken: string,
): Promise<Principal | undefined> {
  const identity = await ports.verifyIdToken(idToken);
  if (identity === undefined || claimsServiceUserId(identity)) return undefined;
  const account = await findPerson(ports, identity);
  if (account === undefined) return undefined;
  const origin = { ...context, actor: actorOf(account.user) };
  // It is refused for a deactivated account, and for one that another identity has: since before, or since it was read.
  const linked = await changeAccount(ports, origin, account, link(identity)).catch(undefinedIfRejected);
  if (linked === undefined) return undefined;
  const { id, user_id, user_type, role, team_ids } = linked.user;
  return { id, user_id, user_type, role, team_ids, authenticated_by: 'oidc', token_id: null, token_generation: null };
}

function undefinedIfRejected(error: unknown): undefined {
  if (error instanceof DomainError && error.kind !== 'unavailable') return undefined;
  throw error;
}

/**
 * Interactive login with an ID token. It makes the account of a person whose e-mail domain is allowed.
 *
 * @throws DomainError `unauthorized`; `service_user_cannot_log_in` (R3), `user_deactivated`, `not_invited`,
 * `email_not_verified`, `identity_mismatch`.
 */
export async function login(
  ports: LoginPorts,
  context: RequestContext,
  credential: string | undefined,
): Promise<UserView> {
  const identity = await verifyLoginCredential(ports, credential);
  if (claimsServiceUserId(identity)) throw errors.serviceUserCannotLogIn();
  const account = await findPerson(ports, identity);
  if (account === undefined) return createAccountAtFirstLogin(ports, context, identity);
  return recordLogin(ports, context, identity, account);
}

function recordLogin(
  ports: LoginPorts,
  context: RequestContext,
  identity: Identity,
  account: Account,
): Promise<UserView> {
  const origin = { ...context, actor: actorOf(account.user) };
  return changeAndPresent(ports, origin, account, presentUser(ports.teamNames), link(identity), LOGIN);
}

async function verifyLoginCredential(ports: LoginPorts, credential: string | undefined): Promise<Identity> {
  if (credential !== undefined && locateToken(credential) !== undefined) {
    const principal = await authenticateToken(ports, credential);
    if (principal?.user_type === 'Service') throw errors.serviceUserCannotLogIn();
  }
  const identity = credential === undefined ? undefined : await ports.verifyIdToken(credential);
  if (identity === undefined) {
    throw errors.idTokenRequired();
  }
  return identity;
}

/** By the subject, or, when that was never seen, by the verified e-mail. */
async function findPerson(ports: AccountPorts, identity: Identity): Promise<Account | undefined> {
  const { subject, email, email_verified } = identity;
  const known = await ports.accounts.bySubject(subject);
  const account =
    known ?? (email_verified && email !== null ? await ports.accounts.byUserId(humanUserId(email)) : undefined);
  return account?.user.user_type === 'Human' ? account : undefined;
}

async function createAccountAtFirstLogin(
  ports: LoginPorts,
  context: RequestContext,
  identity: Identity,
): Promise<UserView> {
  const { email, email_verified, name } = identity;
  if (email === null || !email_verified) {
    throw errors.emailNotVerified();
  }
  const user_id = humanUserId(email);
  if (!ports.allowedEmailDomains.includes(user_id.slice(user_id.lastIndexOf('@') + 1))) {
    throw errors.notInvited();
  }
  const person = {
    user_id,
    user_type: 'Human',
    // The issuer promises nothing about names.
    name: UserName.safeParse(name).data ?? email,
    email,
    role: 'Member',
  } as const;
  const { user: id } = await ports.ids.next('user');
  const make = (now: Date) => newAccount({ ...person, id, team_ids: [], created_by: person.user_id }, now);
  const origin = { ...context, actor: actorOf(person) };
  try {
    return await createAndPresent(ports, origin, make, presentUser(ports.teamNames), link(identity), LOGIN);
  } catch (error) {
    // Two first logins at once: the other one made the account.
    const made = error instanceof DomainError && error.code === USER_ID_TAKEN && (await findPerson(ports, identity));
    if (!made) throw error;
    return recordLogin(ports, context, identity, made);
  }
}

const LOGIN: Step = { action: 'user.logged_in', apply: logIn };

function link(identity: Identity): Step {
  return { action: 'user.identity_linked', apply: (account) => linkSubject(account, identity.subject) };
}

function actorOf({ user_id }: Pick<User, 'user_id'>): Actor {
  return { user_id, user_type: 'Human', authenticated_by: 'oidc' };
}

function claimsServiceUserId({ subject, email }: Identity): boolean {
  return isServiceUserId(subject.subject) || (email !== null && isServiceUserId(email));
}
