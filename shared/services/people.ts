// People, and the OIDC issuer that vouches for them. No identity of the issuer is ever a Service User (R3).
import { locateToken } from '../auth/bearer-token.ts';
import type { Identity, IdTokenVerifier } from '../auth/oidc.ts';
import type { UserView } from '../contracts/answers.ts';
import { UserName } from '../contracts/fields.ts';
import { type Account, linkSubject, logIn, newAccount, serviceUserCannotLogIn } from '../domain/account.ts';
import type { Actor } from '../domain/audit.ts';
import { Refusal } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { humanUserId, isServiceUserId, type User } from '../domain/user.ts';
import { authenticateToken } from './authentication.ts';
import { changeAccount, changeAndPresent, createAndPresent, type Step } from './change-account.ts';
import type { AccountPorts, Credentials, Visit } from './ports.ts';
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
export async function principalOfPerson(
  ports: PersonPorts,
  visit: Visit,
  idToken: string,
): Promise<Principal | undefined> {
  const identity = await ports.verifyIdToken(idToken);
  if (identity === undefined || claimsToBeService(identity)) return undefined;
  const account = await findPerson(ports, identity);
  if (account === undefined) return undefined;
  const origin = { ...visit, actor: actorOf(account.user) };
  // It is refused for a deactivated account, and for one that another identity has: since before, or since it was read.
  const linked = await changeAccount(ports, origin, account, link(identity)).catch(nobodyIfRefused);
  if (linked === undefined) return undefined;
  const { id, user_id, user_type, role, team_ids } = linked.user;
  return { id, user_id, user_type, role, team_ids, authenticated_by: 'oidc', token_id: null, token_generation: null };
}

function nobodyIfRefused(error: unknown): undefined {
  if (error instanceof Refusal && error.kind !== 'unavailable') return undefined;
  throw error;
}

/**
 * Interactive login with an ID token. It makes the account of a person whose e-mail domain is allowed.
 *
 * @throws Refusal `unauthorized`; `service_user_cannot_log_in` (R3), `user_deactivated`, `not_invited`,
 * `email_not_verified`, `identity_mismatch`.
 */
export async function login(ports: LoginPorts, visit: Visit, credential: string | undefined): Promise<UserView> {
  const identity = await identityBehind(ports, credential);
  if (claimsToBeService(identity)) throw serviceUserCannotLogIn();
  const account = await findPerson(ports, identity);
  if (account === undefined) return provision(ports, visit, identity);
  return welcome(ports, visit, identity, account);
}

function welcome(ports: LoginPorts, visit: Visit, identity: Identity, account: Account): Promise<UserView> {
  const origin = { ...visit, actor: actorOf(account.user) };
  return changeAndPresent(ports, origin, account, presentUser(ports.teamNames), link(identity), LOGIN);
}

async function identityBehind(ports: LoginPorts, credential: string | undefined): Promise<Identity> {
  if (credential !== undefined && locateToken(credential) !== undefined) {
    const principal = await authenticateToken(ports, credential);
    if (principal?.user_type === 'Service') throw serviceUserCannotLogIn();
  }
  const identity = credential === undefined ? undefined : await ports.verifyIdToken(credential);
  if (identity === undefined) {
    throw new Refusal('unauthenticated', 'unauthorized', 'Log in with an ID token of the configured issuer.');
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

async function provision(ports: LoginPorts, visit: Visit, identity: Identity): Promise<UserView> {
  const { email, email_verified, name } = identity;
  if (email === null || !email_verified) {
    throw Refusal.forbidden('The issuer has not verified the e-mail of this identity.', 'email_not_verified');
  }
  const user_id = humanUserId(email);
  if (!ports.allowedEmailDomains.includes(user_id.slice(user_id.lastIndexOf('@') + 1))) {
    throw Refusal.forbidden('There is no account for this e-mail; ask an Admin for one.', 'not_invited');
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
  const origin = { ...visit, actor: actorOf(person) };
  try {
    return await createAndPresent(ports, origin, make, presentUser(ports.teamNames), link(identity), LOGIN);
  } catch (error) {
    // Two first logins at once: the other one made the account.
    const made = error instanceof Refusal && error.code === USER_ID_TAKEN && (await findPerson(ports, identity));
    if (!made) throw error;
    return welcome(ports, visit, identity, made);
  }
}

const LOGIN: Step = { action: 'user.logged_in', apply: logIn };

function link(identity: Identity): Step {
  return { action: 'user.identity_linked', apply: (account) => linkSubject(account, identity.subject) };
}

function actorOf({ user_id }: Pick<User, 'user_id'>): Actor {
  return { user_id, user_type: 'Human', authenticated_by: 'oidc' };
}

function claimsToBeService({ subject, email }: Identity): boolean {
  return isServiceUserId(subject.subject) || (email !== null && isServiceUserId(email));
}
