// Builds the events that HTTP APIs send to functions (payload format 2.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { ACCOUNT_ID, REGION } from '../template/stack.ts';
import type { GatewayRequest } from './request.ts';

export interface RoutedRequest extends GatewayRequest {
  readonly apiId: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
  readonly requestId: string;
  readonly body: Buffer;
}

/** What a route's authorization found out about the caller: by the kind of authorization, or the text that REST APIs know. */
export type AuthorizerContext = { readonly lambda: unknown } | { readonly iam: unknown } | Record<string, string>;

/** The content types that arrive as text; any other body, or one without a type, arrives in base64. */
const TEXT = /^(text\/.+|application\/(json|javascript|xml))\s*(;|$)/i;

export function integrationEvent(request: RoutedRequest, authorizer: AuthorizerContext | undefined) {
  return { ...commonEvent(request, authorizer), ...bodyOf(request) };
}

/** The body is undefined when it is empty. */
export function bodyOf({ body, headers }: RoutedRequest) {
  const isBase64Encoded = body.length > 0 && !TEXT.test(headers['content-type'] ?? '');
  return { body: body.length > 0 ? body.toString(isBase64Encoded ? 'base64' : 'utf8') : undefined, isBase64Encoded };
}

/** The event of a Lambda authorizer carries no body. */
export function authorizerEvent(request: RoutedRequest, identitySource: readonly string[]) {
  const route = `${request.apiId}/$default/${request.method}${request.path}`;
  return {
    ...commonEvent(request, undefined),
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${route}`,
    identitySource,
  };
}

function commonEvent(request: RoutedRequest, authorizer: AuthorizerContext | undefined) {
  const { headers, method, path, protocol, routeKey, sourceIp } = request;
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: request.rawQueryString,
    cookies: request.cookies,
    headers,
    queryStringParameters: request.query,
    pathParameters: request.pathParameters,
    requestContext: {
      ...apiContext(request, authorizer),
      http: { method, path, protocol, sourceIp, userAgent: headers['user-agent'] ?? '' },
      routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
  };
}

/** What both kinds of API say of a request alike. */
export function apiContext({ apiId, requestId }: RoutedRequest, authorizer: AuthorizerContext | undefined) {
  return {
    accountId: ACCOUNT_ID,
    apiId,
    authorizer,
    domainName: `${apiId}.execute-api.${REGION}.amazonaws.com`,
    domainPrefix: apiId,
    requestId,
  };
}

/** `12/Mar/2026:19:03:58 +0000` */
function commonLogTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
