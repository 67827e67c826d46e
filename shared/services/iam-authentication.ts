// Finds the Service User that a signed request acts as. AWS has verified the signature; who the caller is comes from the
// gateway alone. Two strongly consistent reads, no cache (R7, R10).
import * as errors from '../domain/errors.ts';
import { isBoundTo, parseIamPrincipal, type SignedCaller } from '../domain/iam-principal.ts';
import type { Principal } from '../domain/principal.ts';
import type { AuthenticationPorts } from './authentication.ts';
import type { Accounts } from './ports/repositories.ts';
import { recordUse } from './record-use.ts';

export interface IamAuthenticationPorts extends AuthenticationPorts {
  readonly accounts: Pick<Accounts, 'byIamPrincipal'>;
}

/** @throws DomainError `iam_principal_unbound`, `user_deactivated`; each names the ARN that it is about. */
export async function authenticateSigned(ports: IamAuthenticationPorts, caller: SignedCaller): Promise<Principal> {
  const arn = parseIamPrincipal(caller.arn)?.arn;
  if (arn === undefined) throw errors.iamPrincipalUnbound(caller.arn);
  const account = await ports.accounts.byIamPrincipal(arn);
  const bound = account?.user.iam_principals
    .map(parseIamPrincipal)
    .some((binding) => binding && isBoundTo(binding, caller));
  if (account === undefined || !bound) throw errors.iamPrincipalUnbound(arn);
  if (account.user.deleted_at !== null) {
    throw errors.signedByDeactivatedUser(arn);
  }
  await recordUse(ports, account, undefined);
  const { id, user_id, user_type, role, team_ids } = account.user;
  return { id, user_id, user_type, role, team_ids, authenticated_by: 'iam', token_id: null, token_generation: null };
}
