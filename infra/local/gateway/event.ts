// Builds the events that HTTP APIs send to functions (payload format 2.0).
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
import { ACCOUNT_ID, REGION } from '../template/stack.ts';
import type { GatewayRequest } from './request.ts';

export interface RoutedRequest extends GatewayRequest {
  readonly apiId: string;
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
  readonly requestId: string;
  /** Variables of the stage. A client cannot set them. */
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
  readonly body: Buffer;
}

/** The authorizer context of the event: by authorization type for HTTP APIs, and as strings for REST APIs. */
export type AuthorizerContext = { readonly lambda: unknown } | { readonly iam: unknown } | Record<string, string>;

/** Content types that are passed as text. Any other body, or one without a content type, is passed in base64. */
const TEXT = /^(text\/.+|application\/(json|javascript|xml))\s*(;|$)/i;

export function integrationEvent(request: RoutedRequest, authorizer: AuthorizerContext | undefined) {
  return { ...commonEvent(request, authorizer), ...bodyOf(request) };
}

/** An empty body is undefined. */
export function bodyOf({ body, headers }: RoutedRequest) {
  const isBase64Encoded = body.length > 0 && !TEXT.test(headers['content-type'] ?? '');
  return { body: body.length > 0 ? body.toString(isBase64Encoded ? 'base64' : 'utf8') : undefined, isBase64Encoded };
}

/** The event of a Lambda authorizer has no body. */
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
    stageVariables: request.stageVariables,
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

/** The part of the request context that HTTP APIs and REST APIs have in common. */
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
