// Makes a personal token for the first Admin, as if they had signed in: nobody can sign in before there is a token.
import { z } from 'zod';
import { RunnerError } from './runner-error.ts';
import type { System } from './system.ts';

const ROUTE = 'POST /api/user-tokens';

const firstAdmin = z.object({ Id: z.coerce.number(), UserId: z.string() });
const created = z.object({ statusCode: z.literal(201), body: z.string() });
const token = z.object({ bearer_token: z.string() });

/** @throws RunnerError when the stack does not make one */
export async function mintAdminToken(system: System): Promise<string> {
  const admin = firstAdmin.safeParse(system.customResources.get('Custom::FirstAdmin'));
  if (!admin.success)
    throw new RunnerError('the stack does not say who its first Admin is (Id and UserId of Custom::FirstAdmin)');
  const now = new Date();
  const answer = await system.invoke(ROUTE, {
    version: '2.0',
    routeKey: ROUTE,
    rawPath: '/api/user-tokens',
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      authorizer: {
        lambda: {
          id: admin.data.Id,
          user_id: admin.data.UserId,
          user_type: 'Human',
          role: 'Admin',
          teams: ['Public'],
          authenticated_by: 'oidc',
          token_id: null,
        },
      },
      http: { method: 'POST', path: '/api/user-tokens', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: 'local-runner',
      routeKey: ROUTE,
      stage: '$default',
      timeEpoch: now.getTime(),
    },
    body: JSON.stringify({ name: `local admin ${now.toISOString()}`, expires_in_days: null }),
    isBase64Encoded: false,
  });
  const response = created.safeParse(answer);
  if (!response.success) throw new RunnerError(`no token could be made for the first Admin: ${JSON.stringify(answer)}`);
  return token.parse(JSON.parse(response.data.body)).bearer_token;
}
