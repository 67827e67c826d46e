// Who calls, from the context that the authorizer made and nothing else, and whether the operation is for them. This
// comes before any look at the input or the table.
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Audience, Operation } from '../../shared/contracts/operation.ts';
import { Refusal } from '../../shared/domain/errors.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { ROLES, USER_TYPES } from '../../shared/domain/user.ts';
import type { Visit } from '../../shared/services/ports.ts';
import type { ApiEvent, ApiMiddleware } from './handle.ts';

const AuthorizerContext = z.object({
  id: z.int(),
  user_id: z.string(),
  user_type: z.enum(USER_TYPES),
  role: z.enum(ROLES),
  teams: z.array(z.string()),
  authenticated_by: z.enum(['service_token', 'personal_token', 'oidc', 'iam']),
  token_id: z.nullable(z.int()),
});

/** @throws Refusal `unauthorized` without an authorizer's context; `forbidden` outside of the audience. */
export function identifyCaller(operation: Pick<Operation, 'audience'>): ApiMiddleware {
  return {
    before({ event, context }) {
      const principal = principalOf(event);
      refuseOutsiders(principal, operation.audience);
      const { user_id, user_type, authenticated_by } = principal;
      event.caller = { ...visitOf(event, context), principal, actor: { user_id, user_type, authenticated_by } };
    },
  };
}

/** For open operations: nobody is asked who they are. */
export const identifyVisit: ApiMiddleware = {
  before({ event, context }) {
    event.visit = visitOf(event, context);
  },
};

function visitOf({ requestContext: { requestId, http } }: ApiEvent, context: object): Visit {
  const deadline = Date.now() + (context as Context).getRemainingTimeInMillis();
  return { request_id: requestId, source_ip: http.sourceIp, deadline };
}

function principalOf(event: ApiEvent): Principal {
  const { authorizer } = event.requestContext as { authorizer?: { lambda?: unknown } };
  const parsed = AuthorizerContext.safeParse(authorizer?.lambda);
  if (!parsed.success) throw new Refusal('unauthenticated', 'unauthorized', 'The request carries no valid credential.');
  return parsed.data;
}

function refuseOutsiders({ role, user_type }: Principal, audience: Audience): void {
  if (audience === 'anyone' || audience === 'open') return;
  if (audience === 'people') {
    if (user_type !== 'Human') throw Refusal.forbidden('This is for people, not for Service Users.');
  } else if (!audience.includes(role)) {
    throw Refusal.forbidden(`This needs the role ${audience.join(' or ')}.`);
  }
}
