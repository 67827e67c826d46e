// Records the use of a secret whose overlap has ended. The authorizer loads this file on demand.
import { accountPorts } from '../../shared/runtime/ports.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import * as retiredSecrets from '../../shared/services/retired-secrets.ts';

export function recordRetiredSecretUse(context: RequestContext, accountId: number, tokenId: number): Promise<void> {
  return retiredSecrets.recordRetiredSecretUse(accountPorts, context, accountId, tokenId);
}
