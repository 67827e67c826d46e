// Records a rejected use of a token. The authorizer loads this file on demand.
import { accountPorts } from '../../shared/runtime/ports.ts';
import type { RejectedUse } from '../../shared/services/authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import * as rejectedUses from '../../shared/services/rejected-uses.ts';

export function recordRejectedUse(context: RequestContext, use: RejectedUse): Promise<void> {
  return rejectedUses.recordRejectedUse(accountPorts, context, use);
}
