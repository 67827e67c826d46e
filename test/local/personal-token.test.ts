// The local runner leaves the lifetime of its token to the token policy, which then cannot lock it out.
import { expect, test } from 'vitest';
import { startIssuer } from '../../infra/local/issuer.ts';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { functionResource, routeResources } from './support/assembly.ts';
import { logIn } from './support/functions.ts';
import { serveApi } from './support/serve-api.ts';

test('asks for a token without a lifetime', async () => {
  const createToken = `exports.handler = async ({ body }) =>
    ({ id: Object.keys(JSON.parse(body)).length, bearer_token: body, expiration: null });`;
  const url = await serveApi({
    resources: {
      LogIn: functionResource('logIn'),
      CreateToken: functionResource('createToken'),
      ...routeResources('POST /api/login', 'LogIn'),
      ...routeResources('POST /api/user-tokens', 'CreateToken'),
    },
    code: { createToken, logIn },
  });
  const issuer = await startIssuer();
  const token = await mintPersonalToken(url, issuer.url, 'admin@example.com');
  await issuer.stop();
  expect(JSON.parse(token.bearer_token)).toEqual({ name: expect.stringMatching(/^local /) });
});
