// People and their identities at the OIDC issuer. An identity of the issuer is never a Service User (R3).
import type { Identity } from '../auth/oidc.ts';
import { type Account, linkSubject } from '../domain/account.ts';
import type { Actor } from '../domain/audit.ts';
import { isEmail } from '../domain/email.ts';
import { humanUserId, isServiceUserId, type User } from '../domain/user.ts';
import type { Step } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';

/** Finds the person by the issuer's subject, or by the verified e-mail when the subject is new. */
export async function findPerson(ports: AccountPorts, identity: Identity): Promise<Account | undefined> {
  const linked = await ports.accounts.bySubject(identity.subject);
  const userId = verifiedUserId(identity);
  const account = linked ?? (userId === undefined ? undefined : await ports.accounts.byUserId(userId));
  return account?.user.user_type === 'Human' ? account : undefined;
}

/**
 * The `user_id` that the identity proves to own; undefined when its e-mail is not verified, or does not have the form
 * that an invited e-mail must have.
 */
export function verifiedUserId({ email, email_verified }: Identity): string | undefined {
  return email_verified && email !== null && isEmail(email) ? humanUserId(email) : undefined;
}

/** Links the account to the identity; changes nothing when it is linked already. */
export function linkIdentity(identity: Pick<Identity, 'subject'>): Step {
  return { action: 'user.identity_linked', apply: (account) => linkSubject(account, identity.subject) };
}

export function toPersonActor({ user_id }: Pick<User, 'user_id'>): Actor {
  return { user_id, user_type: 'Human', authenticated_by: 'oidc' };
}

/** Whether the identity has a name that only Service Users may have. */
export function claimsServiceUserId({ subject, email }: Identity): boolean {
  return isServiceUserId(subject.subject) || (email !== null && isServiceUserId(email));
}
