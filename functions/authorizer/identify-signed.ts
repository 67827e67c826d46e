// Which Service User signed a request? For functions of other teams that stand behind AWS_IAM, where no authorizer can say:
// they tell whom API Gateway has found to sign.
import type { Context } from 'aws-lambda';
import { DomainError } from '../../shared/domain/errors.ts';
import type { SignedCaller } from '../../shared/domain/iam-principal.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { iamAuthenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { authenticateSigned } from '../../shared/services/iam-authentication.ts';
import { countAuthentication } from '../../shared/telemetry/authentications.ts';

/** Null for a role that is bound to no Service User, or to a deactivated one. */
export async function handler(signed: SignedCaller, { awsRequestId }: Context): Promise<Principal | null> {
  try {
    return await countAuthentication({
      // The gateway's is known to the function of the other team alone.
      request_id: awsRequestId,
      claimed: () => 'iam',
      authenticate: () => authenticateSigned(iamAuthenticationPorts, signed),
    });
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
