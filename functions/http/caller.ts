// Identifies the caller from the authorizer context of API Gateway only, and checks that the operation is open to them.
// The stack does this before it looks at the input or the table.
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Audience, Operation } from '../../shared/contracts/operation.ts';
import { AuthorizerContext } from '../../shared/contracts/principal.ts';
import * as errors from '../../shared/domain/errors.ts';
import type { SignedCaller } from '../../shared/domain/iam-principal.ts';
import { permits } from '../../shared/domain/permits.ts';
import type { Principal } from '../../shared/domain/principal.ts';
import { iamAuthenticationPorts } from '../../shared/runtime/authentication-ports.ts';
import { deadlineOf } from '../../shared/runtime/deadline.ts';
import { authenticateSigned } from '../../shared/services/iam-authentication.ts';
import type { RequestContext } from '../../shared/services/ports/request-context.ts';
import { countAuthentication } from '../../shared/telemetry/authentications.ts';
import type { ApiEvent, ApiMiddleware } from './types.ts';

const IamContext = z.object({ userArn: z.string(), userId: z.string() });

/**
 * Adds the caller to the event.
 *
 * @throws DomainError `unauthorized` without an authorizer context; `insufficient_scope` for a credential without the scope (R15);
 * `forbidden` for a caller outside of the audience;
 * the errors of `authenticateSigned` for a signed request.
 */
export function identifyCaller(operation: Pick<Operation, 'audience' | 'scope' | 'idWithoutScope'>): ApiMiddleware {
  return {
    async before({ event, context }) {
      const { lambda, iam } = authorizerContextOf(event);
      const signed = parseIam(iam);
      const requestContext = requestContextOf(event, context);
      const principal = signed ? await authenticate(signed, requestContext) : parsePrincipal(lambda);
      const { user_id, user_type, authenticated_by, federation } = principal;
      const actor = {
        user_id,
        user_type,
        authenticated_by,
        ...(signed && { iam_arn: signed.arn }),
        ...(federation && { federation }),
      };
      // The caller is added before the check of the audience, so that the log names the actor of a rejected request.
      event.caller = { ...requestContext, principal, actor };
      assertInScope(principal, operation, event.pathParameters?.id);
      assertInAudience(principal, operation.audience);
    },
  };
}

/** Adds the request context to the event of a public operation, whose sender is not authenticated. */
export const identifyRequest: ApiMiddleware = {
  before({ event, context }) {
    event.context = requestContextOf(event, context);
  },
};

function requestContextOf({ requestContext: { requestId, http } }: ApiEvent, context: Context): RequestContext {
  return { request_id: requestId, source_ip: http.sourceIp, deadline: deadlineOf(context) };
}

/** Returns what API Gateway states about the caller. A client cannot influence it. */
function authorizerContextOf(event: ApiEvent): { lambda?: unknown; iam?: unknown } {
  return (event.requestContext as { authorizer?: { lambda?: unknown; iam?: unknown } }).authorizer ?? {};
}

function parseIam(iam: unknown): SignedCaller | undefined {
  if (iam === undefined || iam === null) return undefined;
  const { userArn, userId } = IamContext.parse(iam);
  return { arn: userArn, user_id: userId };
}

function authenticate(signed: SignedCaller, { request_id, source_ip }: RequestContext): Promise<Principal> {
  return countAuthentication({
    request_id,
    source_ip,
    claimed: () => ({ kind: 'iam', iam_arn: signed.arn }),
    authenticate: () => authenticateSigned(iamAuthenticationPorts, signed),
  });
}

function parsePrincipal(lambda: unknown): Principal {
  const parsed = AuthorizerContext.safeParse(lambda);
  if (!parsed.success) throw errors.unauthorized();
  return parsed.data;
}

function assertInScope(
  { scopes }: Principal,
  { scope, idWithoutScope }: Pick<Operation, 'scope' | 'idWithoutScope'>,
  id: string | undefined,
): void {
  if (scope === null || (idWithoutScope !== undefined && id === idWithoutScope)) return;
  if (!permits(scopes, scope)) throw errors.insufficientScope(scope);
}

function assertInAudience({ role, user_type }: Principal, audience: Audience): void {
  switch (audience) {
    case 'public':
    case 'authenticated':
      return;
    case 'human':
      if (user_type !== 'Human') throw errors.peopleOnly();
      return;
    default:
      if (!audience.includes(role)) throw errors.roleRequired(audience);
  }
}
