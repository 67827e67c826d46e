// Returns the Service User that signed a request to an API of another team. That API uses AWS_IAM, which has no
// authorizer; its function passes on the IAM principal that API Gateway verified.
import type { Context } from 'aws-lambda';
import { DomainError } from '../../shared/domain/errors.ts';
import type { SignedCaller } from '../../shared/domain/iam-principal.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { accountPorts } from '../../shared/runtime/ports.ts';
import { identifySigned } from '../../shared/services/iam-authentication.ts';
import { countAuthentication } from '../../shared/telemetry/authentications.ts';

/** @returns null for an IAM principal that is bound to no Service User, or to a deactivated one. */
export async function handler(signed: SignedCaller, { awsRequestId }: Context): Promise<Principal | null> {
  try {
    return await countAuthentication({
      // Only the function of the other team knows the request id of its API.
      request_id: awsRequestId,
      claimed: () => ({ kind: 'iam', iam_arn: signed.arn }),
      authenticate: () => identifySigned(accountPorts, signed),
    });
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
