// The part of the authorizer that notes the use of a secret after its overlap.
import { accountPorts } from '../../shared/runtime/ports.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import { recordRetiredSecretUse as report } from '../../shared/services/retired-secrets.ts';

export function recordRetiredSecretUse(context: RequestContext, accountId: number, tokenId: number): Promise<void> {
  return report(accountPorts, context, accountId, tokenId);
}
