// Who calls, from the context that the authorizer made and nothing else, and whether the operation is for them. This
// comes before any look at the input or the table.
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Audience, Operation } from '../../shared/contracts/operation.ts';
import { AuthorizerContext } from '../../shared/contracts/principal.ts';
import * as errors from '../../shared/domain/errors.ts';
import type { SignedCaller } from '../../shared/domain/iam-principal.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { iamAuthenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { authenticateSigned } from '../../shared/services/iam-authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import { countAuthentication } from '../../shared/telemetry/authentications.ts';
import type { ApiEvent, ApiMiddleware } from './handle.ts';

const IamContext = z.object({ userArn: z.string(), userId: z.string() });

/** @throws DomainError `unauthorized` without an authorizer's context; `forbidden` outside of the audience. */
export function identifyCaller(operation: Pick<Operation, 'audience'>): ApiMiddleware {
  return {
    async before({ event, context }) {
      const { lambda, iam } = authorizerOf(event);
      const signed = parseIam(iam);
      const requestContext = requestContextOf(event, context);
      const principal = signed ? await principalOf(signed, requestContext) : parsePrincipal(lambda);
      const { user_id, user_type, authenticated_by } = principal;
      const actor = { user_id, user_type, authenticated_by, ...(signed && { iam_arn: signed.arn }) };
      event.caller = { ...requestContext, principal, actor };
      assertAudience(principal, operation.audience);
    },
  };
}

/** For open operations: nobody is asked who they are. */
export const identifyRequest: ApiMiddleware = {
  before({ event, context }) {
    event.context = requestContextOf(event, context);
  },
};

function requestContextOf({ requestContext: { requestId, http } }: ApiEvent, context: object): RequestContext {
  return { request_id: requestId, source_ip: http.sourceIp, deadline: deadlineOf(context as Context) };
}

/** What the gateway says of the caller; it takes nothing of this from the request. */
function authorizerOf(event: ApiEvent): { lambda?: unknown; iam?: unknown } {
  return (event.requestContext as { authorizer?: { lambda?: unknown; iam?: unknown } }).authorizer ?? {};
}

function parseIam(iam: unknown): SignedCaller | undefined {
  if (iam === undefined || iam === null) return undefined;
  const { userArn, userId } = IamContext.parse(iam);
  return { arn: userArn, user_id: userId };
}

function principalOf(signed: SignedCaller, { request_id }: RequestContext): Promise<Principal> {
  return countAuthentication({
    request_id,
    claimed: () => 'iam',
    authenticate: () => authenticateSigned(iamAuthenticationPorts, signed),
  });
}

function parsePrincipal(lambda: unknown): Principal {
  const parsed = AuthorizerContext.safeParse(lambda);
  if (!parsed.success) throw errors.unauthorized();
  return parsed.data;
}

function assertAudience({ role, user_type }: Principal, audience: Audience): void {
  if (audience === 'authenticated' || audience === 'public') return;
  if (audience === 'human') {
    if (user_type !== 'Human') throw errors.peopleOnly();
  } else if (!audience.includes(role)) {
    throw errors.roleRequired(audience);
  }
}
