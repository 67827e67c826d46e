// Interactive login of people.
import { locateToken } from '../auth/bearer-token.ts';
import type { Identity } from '../auth/oidc.ts';
import { UserName } from '../contracts/fields.ts';
import type { UserView } from '../contracts/responses.ts';
import { type Account, logIn, newAccount } from '../domain/account.ts';
import { emailDomain } from '../domain/email.ts';
import * as errors from '../domain/errors.ts';
import { DomainError } from '../domain/errors.ts';
import { authenticateToken } from './authentication.ts';
import { changeAccount, createAccount, type Step } from './change-account.ts';
import type { PersonPorts } from './id-token-authentication.ts';
import { claimsServiceUserId, findPerson, linkIdentity, toPersonActor, verifiedUserId } from './people.ts';
import type { Credentials } from './ports/queries.ts';
import type { RequestContext } from './ports/request-context.ts';
import { presentUser } from './present-user.ts';

export interface LoginPorts extends PersonPorts {
  readonly credentials: Credentials;
  /** Domains whose people get an account at their first login. When empty, an Admin invites each person. */
  readonly allowedEmailDomains: readonly string[];
}

const LOGIN: Step = { action: 'user.logged_in', apply: logIn };

/**
 * Logs a person in with an ID token. It creates the account of a person whose e-mail domain is allowed.
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

/** A token instead of an ID token is rejected; the error says why when it is a Service User's (R3). */
async function verifyLoginCredential(ports: LoginPorts, credential: string | undefined): Promise<Identity> {
  if (credential !== undefined && locateToken(credential) !== undefined) {
    const principal = await authenticateToken(ports, credential);
    if (principal?.user_type === 'Service') throw errors.serviceUserCannotLogIn();
  }
  const identity = credential === undefined ? undefined : await ports.verifyIdToken(credential);
  if (identity === undefined) throw errors.idTokenRequired();
  return identity;
}

function recordLogin(
  ports: LoginPorts,
  context: RequestContext,
  identity: Identity,
  account: Account,
): Promise<UserView> {
  return changeAccount(ports, { ...context, actor: toPersonActor(account.user) }, account, {
    steps: [linkIdentity(identity), LOGIN],
    present: presentUser(ports.teamNames),
  });
}

async function createAccountAtFirstLogin(
  ports: LoginPorts,
  context: RequestContext,
  identity: Identity,
): Promise<UserView> {
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
    return await createAccount(ports, { ...context, actor: toPersonActor(person) }, make, {
      steps: [linkIdentity(identity), LOGIN],
      present: presentUser(ports.teamNames),
    });
  } catch (error) {
    // A concurrent first login of the same person may have created the account.
    const isTaken = error instanceof DomainError && error.code === 'user_id_taken';
    const created = isTaken ? await findPerson(ports, identity) : undefined;
    if (created === undefined) throw error;
    return recordLogin(ports, context, identity, created);
  }
}
