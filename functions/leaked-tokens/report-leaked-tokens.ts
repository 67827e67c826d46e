// POST /api/leaked-tokens
import { reportLeakedTokens as operation } from '../../shared/contracts/leaked-tokens.ts';
import { leakedTokenPorts } from '../../shared/runtime/leaked-token-ports.ts';
import { burnLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { handleOpen } from '../http/handle.ts';

export const handler = handleOpen(operation, async ({ visit, headers, body, text }) => {
  if (Array.isArray(body)) {
    await leakedTokenPorts.verifyGithubSignature(text, headers);
    await burnLeakedTokens(
      leakedTokenPorts,
      visit,
      body.map(({ token }) => token),
    );
  } else {
    await burnLeakedTokens(leakedTokenPorts, visit, body.tokens);
  }
  return {};
});
