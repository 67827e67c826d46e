// POST /api/leaked-tokens
import { reportLeakedTokens as operation } from '../../shared/contracts/leaked-tokens.ts';
import { leakedTokenPorts } from '../../shared/runtime/authentication-ports.ts';
import { compromiseLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { handlePublic } from '../http/handle.ts';

export const handler = handlePublic(operation, async ({ context, headers, body, text }) => {
  if (Array.isArray(body)) {
    await leakedTokenPorts.verifyGithubSignature(text, headers);
    await compromiseLeakedTokens(
      leakedTokenPorts,
      context,
      body.map(({ token }) => token),
    );
  } else {
    await compromiseLeakedTokens(leakedTokenPorts, context, body.tokens);
  }
  return {};
});
