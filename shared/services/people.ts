// People and their identities at the OIDC issuer. An identity of the issuer is never a Service User (R3).
import type { Identity } from '../auth/oidc.ts';
import { type Account, linkSubject } from '../domain/account.ts';
import type { Actor } from '../domain/audit.ts';
import { humanUserId, isServiceUserId, type User } from '../domain/user.ts';
import type { Step } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';

/** Finds the person by the issuer's subject, or by the verified e-mail when the subject is new. */
export async function findPerson(ports: AccountPorts, identity: Identity): Promise<Account | undefined> {
  const { subject, email, email_verified } = identity;
  const linked = await ports.accounts.bySubject(subject);
  const account =
    linked ?? (email_verified && email !== null ? await ports.accounts.byUserId(humanUserId(email)) : undefined);
  return account?.user.user_type === 'Human' ? account : undefined;
}

/** Links the account to the identity; changes nothing when it is linked already. */
export function linkIdentity(identity: Identity): Step {
  return { action: 'user.identity_linked', apply: (account) => linkSubject(account, identity.subject) };
}

export function toPersonActor({ user_id }: Pick<User, 'user_id'>): Actor {
  return { user_id, user_type: 'Human', authenticated_by: 'oidc' };
}

/** Whether the identity has a name that only Service Users may have. */
export function claimsServiceUserId({ subject, email }: Identity): boolean {
  return isServiceUserId(subject.subject) || (email !== null && isServiceUserId(email));
}
