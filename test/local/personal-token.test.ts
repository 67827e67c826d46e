// The lifetime that the local runner asks for is one that the token policy allows.
import { expect, test } from 'vitest';
import { startIssuer } from '../../infra/local/issuer.ts';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { functionResource, routeResources } from './support/assembly.ts';
import { serveApi } from './support/serve-api.ts';

test.each([
  ['the default of the policy', { max_lifetime_days: 365, default_lifetime_days: 30 }, 30],
  ['90 days', { max_lifetime_days: 365 }, 90],
  ['the maximum of the policy', { max_lifetime_days: 7 }, 7],
  ['90 days when the person cannot read the policy', undefined, 90],
])('%s', async (_what, policy, expected) => {
  const getPolicy = policy
    ? `exports.handler = async () => (${JSON.stringify(policy)});`
    : 'exports.handler = async () => ({ statusCode: 403 });';
  const createToken = `exports.handler = async ({ body }) =>
    ({ id: JSON.parse(body).expires_in_days, bearer_token: 'pat_x', expiration: null });`;
  const url = await serveApi({
    resources: {
      GetPolicy: functionResource('getPolicy'),
      CreateToken: functionResource('createToken'),
      ...routeResources('GET /api/policy', 'GetPolicy'),
      ...routeResources('POST /api/user-tokens', 'CreateToken'),
    },
    code: { getPolicy, createToken },
  });
  const issuer = await startIssuer(0);
  const { id } = await mintPersonalToken(url, issuer.url, 'admin@example.com');
  await issuer.stop();
  expect(id).toBe(expected);
});
