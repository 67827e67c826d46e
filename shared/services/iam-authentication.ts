// Authenticates signed requests: finds the Service User that is bound to the IAM role or user. AWS has verified the
// signature, and only API Gateway says who signed. Two strongly consistent reads, no cache (R7, R10).
import * as errors from '../domain/errors.ts';
import { isBoundTo, parseIamPrincipal, type SignedCaller } from '../domain/iam-principal.ts';
import { type Principal, toPrincipal } from '../domain/principal.ts';
import type { AuthenticationPorts } from './authentication.ts';
import type { Accounts } from './ports/repositories.ts';
import { recordUse } from './record-use.ts';

export interface IamAuthenticationPorts extends AuthenticationPorts {
  readonly accounts: Pick<Accounts, 'byIamPrincipal'>;
}

/** @throws DomainError `iam_principal_unbound`, `user_deactivated`; the message names the ARN. */
export async function authenticateSigned(ports: IamAuthenticationPorts, caller: SignedCaller): Promise<Principal> {
  const arn = parseIamPrincipal(caller.arn)?.arn;
  if (arn === undefined) throw errors.iamPrincipalUnbound(caller.arn);
  const account = await ports.accounts.byIamPrincipal(arn);
  const isBound = account?.user.iam_principals
    .map(parseIamPrincipal)
    .some((binding) => binding && isBoundTo(binding, caller));
  if (account === undefined || !isBound) throw errors.iamPrincipalUnbound(arn);
  if (account.user.deleted_at !== null) throw errors.signedByDeactivatedUser(arn);
  await recordUse(ports, account, undefined);
  return toPrincipal(account.user, 'iam');
}
