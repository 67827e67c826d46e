// Who calls, and what do they reach? For functions of other teams behind our authorizer, or behind AWS_IAM. Exported as
// `service-users/principal`.
import { AwsClient } from 'aws4fetch';
import * as z from 'zod/mini';
import { AuthorizerContext } from '../contracts/principal.ts';
import type { Principal } from '../domain/principal.ts';

export { reaches } from '../domain/permissions.ts';
export type { Principal };

/** Of an HTTP API (payload 2.0) or a REST API (proxy integration). */
interface ApiEvent {
  readonly requestContext: object;
}

/** What says who calls: an authorizer of ours or, for signed requests, API Gateway itself. */
interface Identification {
  readonly authorizer?: { readonly lambda?: unknown; readonly iam?: { userArn: string; userId: string } } | null;
  readonly identity?: { readonly userArn?: string | null; readonly caller?: string | null };
}

/**
 * The principal behind the request, as it was when the request came; undefined when nobody vouches for one: answer 403 then.
 * A signed request asks Service Users, which needs `ServiceUserAuthorizer.grantIdentify` for the function.
 *
 * @throws Error when Service Users cannot be asked.
 */
export async function principalOf({ requestContext }: ApiEvent): Promise<Principal | undefined> {
  const { authorizer, identity } = requestContext as Identification;
  if (authorizer?.iam) return identify(authorizer.iam.userArn, authorizer.iam.userId);
  if (identity?.userArn) return identify(identity.userArn, identity.caller ?? '');
  return AuthorizerContext.safeParse(authorizer?.lambda).data ?? RestContext.safeParse(authorizer).data;
}

/** A REST API passes on nothing but text: what is none stands there as JSON. */
const json = <T>(schema: z.ZodMiniType<T>) => z.pipe(z.pipe(z.string(), z.transform(parseJson)), schema);
const { shape } = AuthorizerContext;
const RestContext = z.object({
  ...shape,
  id: json(shape.id),
  team_ids: json(shape.team_ids),
  token_id: json(shape.token_id),
  token_generation: json(shape.token_generation),
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
  if (identifier === undefined) throw new Error('This function may not ask who signed: see grantIdentify.');
  const region = env.AWS_REGION ?? '';
  const aws = new AwsClient({
    service: 'lambda',
    region,
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
    retries: 2,
  });
  const endpoint = env.AWS_ENDPOINT_URL_LAMBDA ?? `https://lambda.${region}.amazonaws.com`;
  const answer = await aws.fetch(`${endpoint}/2015-03-31/functions/${identifier}/invocations`, {
    method: 'POST',
    body: JSON.stringify({ arn, user_id: userId }),
  });
  if (!answer.ok || answer.headers.has('x-amz-function-error')) {
    throw new Error(`Service Users cannot say who signed (${answer.status}).`);
  }
  return z.nullable(AuthorizerContext).parse(await answer.json()) ?? undefined;
}
