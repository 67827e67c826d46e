// POST /api/leaked-tokens
import { reportLeakedTokens as operation } from '../../shared/contracts/leaked-tokens.ts';
import { accountPorts } from '../../shared/runtime/account-ports.ts';
import { authenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { burnLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { handleOpen } from '../http/handle.ts';

export const handler = handleOpen(operation, async ({ visit, body }) => {
  await burnLeakedTokens({ ...accountPorts, ...authenticationPorts }, visit, body.tokens);
  return {};
});
