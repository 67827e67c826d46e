// Returns the principal of a request, for functions of other teams whose API uses the Service Users authorizer or
// AWS_IAM. The package exports it as `service-users/principal`.
import { AwsClient } from 'aws4fetch';
import * as z from 'zod/mini';
import { AuthorizerContext } from '../contracts/principal.ts';
import { permits } from '../domain/permits.ts';
import type { Principal } from '../domain/principal.ts';

export { reaches } from '../domain/permissions.ts';
export type { Principal };

/** An event of an HTTP API (payload format 2.0) or of a REST API (proxy integration). */
interface ApiEvent {
  readonly requestContext: object;
}

/** The parts of the request context that the authorizer, or API Gateway for signed requests, writes. */
interface Identification {
  readonly authorizer?: { readonly lambda?: unknown; readonly iam?: { userArn: string; userId: string } } | null;
  readonly identity?: { readonly userArn?: string | null; readonly caller?: string | null };
}

/**
 * Returns the principal of the request, as it was when the request arrived. Respond with 403 when the result is
 * undefined: no Service User or person is authenticated. A signed request invokes the function `identify-signed` of
 * Service Users, which `ServiceUserAuthorizer.grantIdentify` allows.
 *
 * @throws Error when the invocation is not allowed or fails.
 */
export async function principalOf({ requestContext }: ApiEvent): Promise<Principal | undefined> {
  const { authorizer, identity } = requestContext as Identification;
  if (authorizer?.iam) return identify(authorizer.iam.userArn, authorizer.iam.userId);
  if (identity?.userArn) return identify(identity.userArn, identity.caller ?? '');
  return AuthorizerContext.safeParse(authorizer?.lambda).data ?? RestContext.safeParse(authorizer).data;
}

/**
 * Whether the credential of the request has the scope, such as `datastores:read`; `write` includes `read`. A credential
 * without scopes has every scope, as far as its account may do it.
 */
export function allows(principal: Pick<Principal, 'scopes'>, scope: string): boolean {
  return permits(principal.scopes, scope);
}

/** The authorizer context of a REST API contains only strings, so `authorize-rest` encodes other values as JSON. */
const json = <T>(schema: z.ZodMiniType<T>) => z.pipe(z.pipe(z.string(), z.transform(parseJson)), schema);
const { shape } = AuthorizerContext;
const RestContext = z.object({
  ...shape,
  id: json(shape.id),
  team_ids: json(shape.team_ids),
  token_id: json(shape.token_id),
  token_generation: json(shape.token_generation),
  // An authorizer of an earlier release does not return these.
  session_id: z._default(json(shape.session_id), null),
  session_epoch: z._default(json(shape.session_epoch), null),
  federation: z._default(json(shape.federation), null),
  scopes: z._default(json(shape.scopes), null),
  narrowed: z._default(json(shape.narrowed), false),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Invokes `identify-signed` with the credentials of this function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
async function identify(arn: string, userId: string): Promise<Principal | undefined> {
  const { SERVICE_USERS_IDENTIFIER: identifier, ...env } = process.env;
  if (identifier === undefined) {
    throw new Error(
      'This function cannot identify the signers of requests. Call grantIdentify for it in your CDK stack.',
    );
  }
  const region = env.AWS_REGION ?? '';
  const aws = new AwsClient({
    service: 'lambda',
    region,
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    retries: 2,
  });
  const suffix = region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint = env.AWS_ENDPOINT_URL_LAMBDA ?? `https://lambda.${region}.${suffix}`;
  const response = await aws.fetch(`${endpoint}/2015-03-31/functions/${identifier}/invocations`, {
    method: 'POST',
    body: JSON.stringify({ arn, user_id: userId }),
  });
  if (!response.ok || response.headers.has('x-amz-function-error')) {
    throw new Error(
      `Service Users could not identify the signer of the request (status ${response.status}). Try again.`,
    );
  }
  return z.nullable(AuthorizerContext).parse(await response.json()) ?? undefined;
}
