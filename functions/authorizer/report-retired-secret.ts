// The part of the authorizer that notes the use of a secret after its overlap.
import { accountPorts } from '../../shared/runtime/account-ports.ts';
import type { Visit } from '../../shared/services/ports.ts';
import { reportRetiredSecret as report } from '../../shared/services/retired-secrets.ts';

export function reportRetiredSecret(
  visit: Visit,
  accountId: number,
  tokenId: number,
  generation: number,
): Promise<void> {
  return report(accountPorts, visit, accountId, tokenId, generation);
}
