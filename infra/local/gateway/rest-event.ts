// Builds the events that REST APIs send to functions.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
import { ACCOUNT_ID, REGION } from '../template/stack.ts';
import { type AuthorizerContext, apiContext, bodyOf, type RoutedRequest } from './event.ts';

export function restIntegrationEvent(request: RoutedRequest, authorizer: AuthorizerContext | undefined) {
  const { body = null, isBase64Encoded } = bodyOf(request);
  return { ...commonEvent(request, authorizer), body, isBase64Encoded };
}

/** Builds the event of an authorizer of the type `REQUEST`. */
export function restAuthorizerEvent(request: RoutedRequest) {
  return { type: 'REQUEST', methodArn: methodArn(request), ...commonEvent(request, undefined) };
}

/** The ARN of the called method, for the policy of the authorizer. */
export function methodArn({ apiId, method, path }: RoutedRequest): string {
  const { stage, rest } = splitStage(path);
  return `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${apiId}/${stage}/${method}${rest}`;
}

function commonEvent(request: RoutedRequest, authorizer: AuthorizerContext | undefined) {
  const { headers, method, path, pathParameters = null, protocol, routeKey, sourceIp, stageVariables = null } = request;
  const { stage, rest } = splitStage(path);
  const [, routePath = ''] = routeKey.split(' ');
  const resource = splitStage(routePath).rest;
  const query = [...new URLSearchParams(request.rawQueryString)];
  // Header names as received, including duplicates.
  const sent = request.rawHeaders.flatMap((name, i, all) => (i % 2 === 0 ? [[name, all[i + 1] ?? ''] as const] : []));
  return {
    resource,
    path: rest,
    httpMethod: method,
    headers: Object.fromEntries(sent),
    multiValueHeaders: listed(sent),
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? listed(query) : null,
    pathParameters,
    stageVariables,
    requestContext: {
      ...apiContext(request, authorizer),
      httpMethod: method,
      identity: { sourceIp, userAgent: headers['user-agent'] ?? null, userArn: null, user: null, caller: null },
      path,
      protocol,
      requestTimeEpoch: Date.now(),
      resourcePath: resource,
      stage,
    },
  };
}

/** Splits `/prod/teams/7` into the stage `prod` and `/teams/7`. */
function splitStage(path: string): { readonly stage: string; readonly rest: string } {
  const [, stage = '', ...rest] = path.split('/');
  return { stage, rest: `/${rest.join('/')}` };
}

function listed(pairs: readonly (readonly [name: string, value: string])[]): Record<string, string[]> {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...groups].map(([name, group]) => [name, group.map(([, value]) => value)]));
}
