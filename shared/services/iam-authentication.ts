// Authenticates signed requests: finds the Service User that is bound to the IAM role or user. AWS has verified the
// signature, and only API Gateway says who signed. Two strongly consistent reads, no cache (R7, R10).
import type { Account } from '../domain/account.ts';
import * as errors from '../domain/errors.ts';
import { isBoundTo, parseIamPrincipal, type SignedCaller } from '../domain/iam-principal.ts';
import { type Principal, toPrincipal } from '../domain/principal.ts';
import type { AuthenticationPorts } from './authentication.ts';
import type { Accounts } from './ports/repositories.ts';
import { recordUse } from './record-use.ts';

interface IamIdentificationPorts {
  readonly accounts: Pick<Accounts, 'byIamPrincipal'>;
}

export interface IamAuthenticationPorts extends AuthenticationPorts, IamIdentificationPorts {}

/**
 * Authenticates a request that API Gateway verified, and records the use of the account.
 *
 * @throws DomainError `iam_principal_unbound`, `user_deactivated`; the message names the ARN.
 */
export async function authenticateSigned(ports: IamAuthenticationPorts, caller: SignedCaller): Promise<Principal> {
  const account = await accountOf(ports, caller);
  await recordUse(ports, account, undefined);
  return toPrincipal(account.user, 'iam');
}

/**
 * Like `authenticateSigned`, but records no use: the function of another team can claim any IAM principal.
 *
 * @throws DomainError as `authenticateSigned`.
 */
export async function identifySigned(ports: IamIdentificationPorts, caller: SignedCaller): Promise<Principal> {
  return toPrincipal((await accountOf(ports, caller)).user, 'iam');
}

async function accountOf(ports: IamIdentificationPorts, caller: SignedCaller): Promise<Account> {
  const arn = parseIamPrincipal(caller.arn)?.arn;
  if (arn === undefined) throw errors.iamPrincipalUnbound(caller.arn);
  const account = await ports.accounts.byIamPrincipal(arn);
  const isBound = account?.user.iam_principals
    .map(parseIamPrincipal)
    .some((binding) => binding && isBoundTo(binding, caller));
  if (account === undefined || !isBound) throw errors.iamPrincipalUnbound(arn);
  if (account.user.deleted_at !== null) throw errors.signedByDeactivatedUser(arn);
  return account;
}
