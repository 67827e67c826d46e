// POST /api/leaked-tokens
import { reportLeakedTokens as operation } from '../../shared/contracts/leaked-tokens.ts';
import { leakedTokenPorts } from '../../shared/runtime/authentication-ports.ts';
import { compromiseLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { handlePublic } from '../http/handle.ts';

export const handler = handlePublic(operation, async ({ context, headers, body, rawBody }) => {
  // GitHub's partner format is an array. Only this format is signed.
  const isGithubReport = Array.isArray(body);
  if (isGithubReport) await leakedTokenPorts.verifyGithubSignature(rawBody, headers);
  const texts = isGithubReport ? body.map(({ token }) => token) : body.tokens;
  await compromiseLeakedTokens(leakedTokenPorts, context, texts);
  return {};
});
