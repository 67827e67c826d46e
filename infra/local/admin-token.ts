// Makes a personal token for the first Admin, as if they had signed in: nobody can sign in before there is a token.
import { z } from 'zod';
import { FunctionError } from './lambda/lambda-function.ts';
import { RunnerError } from './runner-error.ts';
import type { System } from './system.ts';

const PATH = '/api/user-tokens';
const ROUTE = `POST ${PATH}`;

/** What the function of `Custom::FirstAdmin` answers in `Data`. */
const firstAdmin = z.object({ Id: z.coerce.number(), UserId: z.string() });
const response = z.object({ statusCode: z.number(), body: z.string() });
const token = z.object({ bearer_token: z.string() });

/** @throws RunnerError when the stack does not make one */
export async function mintAdminToken(system: System): Promise<string> {
  const admin = firstAdmin.safeParse(system.customResources.get('Custom::FirstAdmin'));
  if (!admin.success) {
    throw new RunnerError('the stack does not say who its first Admin is (Id and UserId of Custom::FirstAdmin)');
  }
  const answer = response.safeParse(await invoke(system, eventFor(admin.data, new Date())));
  if (answer.data?.statusCode !== 201) {
    throw new RunnerError(`no token could be made for the first Admin: ${ROUTE} answered ${answer.data?.statusCode}`);
  }
  return token.parse(JSON.parse(answer.data.body)).bearer_token;
}

async function invoke(system: System, event: unknown): Promise<unknown> {
  try {
    return await system.invoke(ROUTE, event);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    throw new RunnerError(`no token could be made for the first Admin: ${error.errorType}: ${error.message}`);
  }
}

/** What the function would get for a request of the Admin's. */
function eventFor(admin: z.infer<typeof firstAdmin>, now: Date) {
  return {
    version: '2.0',
    routeKey: ROUTE,
    rawPath: PATH,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext: {
      authorizer: {
        lambda: {
          id: admin.Id,
          user_id: admin.UserId,
          user_type: 'Human',
          role: 'Admin',
          teams: ['Public'],
          authenticated_by: 'oidc',
          token_id: null,
        },
      },
      http: { method: 'POST', path: PATH, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'local-runner' },
      requestId: 'local-runner',
      routeKey: ROUTE,
      stage: '$default',
      timeEpoch: now.getTime(),
    },
    body: JSON.stringify({ name: `local admin ${now.toISOString()}`, expires_in_days: null }),
    isBase64Encoded: false,
  };
}
