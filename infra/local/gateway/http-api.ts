// An HTTP API of the stack: its routes, and how it answers a request.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FunctionError, type Invocable } from '../lambda/lambda-function.ts';
import { RunnerError } from '../runner-error.ts';
import type { Properties } from '../template/resource-types.ts';
import type { Resource, Stack } from '../template/stack.ts';
import { type Authorization, lambdaAuthorization, noAuthorization } from './authorization.ts';
import { type CorsConfiguration, preflightAnswer, withCors } from './cors.ts';
import { integrationEvent } from './event.ts';
import { iamAuthorization, type SigningKey } from './iam-authorization.ts';
import { type GatewayRequest, headBytes, readBody, readRequest } from './request.ts';
import { functionAnswer, type GatewayResponse, gatewayMessage, internalServerError } from './response.ts';
import { createRouter, type Router } from './router.ts';

/** Bytes of request line and header values that HTTP APIs take. */
const LARGEST_HEAD = 10_240;

interface Route {
  /** `GET /api/users/{id}` */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly authorization: Authorization;
  readonly integration: Invocable;
  readonly timeoutMilliseconds: number;
}

export interface HttpApi {
  readonly logicalId: string;
  /** Whether every request to it must be signed. */
  readonly signed: boolean;
  readonly id: string;
  readonly cors: CorsConfiguration | undefined;
  readonly routes: readonly Route[];
}

/** Where the parts of an API are found. */
export interface Parts {
  /** The function with the arn. */
  readonly functionOf: (arn: string) => Invocable;
  readonly signingKey: SigningKey;
}

export function httpApisOf(stack: Stack, parts: Parts): HttpApi[] {
  return stack.of('AWS::ApiGatewayV2::Api').map(({ logicalId, physicalId: id, properties }) => {
    if (!stack.of('AWS::ApiGatewayV2::Stage').some((stage) => stage.properties.ApiId === id)) {
      throw new RunnerError(`the API ${logicalId} has no stage, so nothing of it would be served`);
    }
    const routes = stack.of('AWS::ApiGatewayV2::Route').filter((route) => route.properties.ApiId === id);
    return {
      logicalId,
      signed: routes.every((route) => route.properties.AuthorizationType === 'AWS_IAM'),
      id,
      cors: properties.CorsConfiguration,
      routes: routes.map((route) => createRoute(stack, route, parts)),
    };
  });
}

type RouteResource = Resource<Properties<'AWS::ApiGatewayV2::Route'>>;

function createRoute(stack: Stack, route: RouteResource, parts: Parts): Route {
  const { RouteKey: key, Target } = route.properties;
  const [, method, path] = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/.exec(key) ?? [];
  if (!method || !path || path.includes('+}')) {
    throw new RunnerError(`the local runner does not know routes like "${key}" (${route.logicalId})`);
  }
  const integration = stack
    .of('AWS::ApiGatewayV2::Integration')
    .find(({ physicalId }) => Target === `integrations/${physicalId}`);
  if (!integration) throw new RunnerError(`the route ${route.logicalId} has no integration ${Target}`);
  return {
    key,
    method,
    path,
    authorization: authorizationOf(stack, route, parts),
    integration: parts.functionOf(integration.properties.IntegrationUri),
    timeoutMilliseconds: integration.properties.TimeoutInMillis,
  };
}

function authorizationOf(stack: Stack, route: RouteResource, parts: Parts): Authorization {
  const { AuthorizationType, AuthorizerId } = route.properties;
  if (AuthorizationType === 'NONE') return noAuthorization;
  if (AuthorizationType === 'AWS_IAM') return iamAuthorization(parts.signingKey);
  const authorizer = stack.of('AWS::ApiGatewayV2::Authorizer').find(({ physicalId }) => physicalId === AuthorizerId);
  if (!authorizer) throw new RunnerError(`the route ${route.logicalId} has no authorizer ${AuthorizerId}`);
  const { AuthorizerUri, IdentitySource } = authorizer.properties;
  const [, arn] = /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(AuthorizerUri) ?? [];
  return lambdaAuthorization({
    authorizer: parts.functionOf(arn ?? AuthorizerUri),
    identityHeaders: IdentitySource.map((source) => source.replace('$request.header.', '').toLowerCase()),
  });
}

/** Answers the requests to an API. */
export function requestHandler(api: HttpApi): (incoming: IncomingMessage) => Promise<GatewayResponse> {
  const router = createRouter(api.routes);
  return async (incoming) => {
    if (headBytes(incoming) > LARGEST_HEAD) return gatewayMessage(431, 'Request Header Fields Too Large');
    const request = readRequest(incoming);
    if (!request) return gatewayMessage(400, 'Bad Request');
    if (!api.cors) return answer(api, router, request, incoming);
    return (
      preflightAnswer(api.cors, request) ?? withCors(api.cors, request, await answer(api, router, request, incoming))
    );
  };
}

async function answer(
  api: HttpApi,
  router: Router<Route>,
  request: GatewayRequest,
  incoming: IncomingMessage,
): Promise<GatewayResponse> {
  const match = router(request.method, request.path);
  if (!match) return gatewayMessage(404, 'Not Found');
  const { route, pathParameters } = match;
  const body = await readBody(incoming);
  if (!body) return gatewayMessage(413, 'Request Entity Too Large');
  const routed = { ...request, apiId: api.id, routeKey: route.key, pathParameters, requestId: randomUUID(), body };
  const verdict = await route.authorization(routed);
  if (!verdict.passed) return verdict.refusal;
  return integrate(route, integrationEvent(routed, verdict.authorizer));
}

async function integrate(route: Route, event: unknown): Promise<GatewayResponse> {
  const { promise: timedOut, resolve } = Promise.withResolvers<GatewayResponse>();
  const timer = setTimeout(() => resolve(gatewayMessage(503, 'Service Unavailable')), route.timeoutMilliseconds);
  try {
    return await Promise.race([route.integration.invoke(event).then(functionAnswer), timedOut]);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return internalServerError;
  } finally {
    clearTimeout(timer);
  }
}
