// Handles the requests to an API of a stack. HTTP APIs and REST APIs differ mainly in the events of their functions.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FunctionError, type Invocable } from '../lambda/lambda-function.ts';
import type { Authorization } from './authorization.ts';
import { type CorsConfiguration, preflightResponse, withCors } from './cors.ts';
import type { AuthorizerContext, RoutedRequest } from './event.ts';
import type { SigningKey } from './iam-authorization.ts';
import { type GatewayRequest, headBytes, readBody, readRequest } from './request.ts';
import { type GatewayResponse, gatewayMessage, internalServerError, toGatewayResponse } from './response.ts';
import { createRouter, type Router } from './router.ts';

/** Largest size of request line and header values that API Gateway accepts, in bytes. */
const LARGEST_HEAD = 10_240;

export interface Route {
  /** `GET /api/users/{id}` */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly authorization: Authorization;
  readonly integration: Invocable;
  readonly timeoutMilliseconds: number;
}

export interface Api {
  readonly logicalId: string;
  readonly name: string;
  readonly id: string;
  readonly cors?: CorsConfiguration | undefined;
  /** Prefix of all paths: the stage of a REST API. Empty for an HTTP API. */
  readonly basePath: string;
  readonly routes: readonly Route[];
  readonly stageVariables: RoutedRequest['stageVariables'];
  /** Builds the event of a function. */
  readonly event: (request: RoutedRequest, authorizer: AuthorizerContext | undefined) => unknown;
  /** Response to a request without a matching route. */
  readonly notFound: GatewayResponse;
}

/** The resources that an API refers to. */
export interface Parts {
  /** Returns the function with the ARN. */
  readonly functionOf: (arn: string) => Invocable;
  readonly signingKey: SigningKey;
}

/** Returns a handler for the requests to an API. */
export function requestHandler(api: Api): (incoming: IncomingMessage) => Promise<GatewayResponse> {
  const router = createRouter(api.routes);
  return async (incoming) => {
    if (headBytes(incoming) > LARGEST_HEAD) return gatewayMessage(431, 'Request Header Fields Too Large');
    const request = readRequest(incoming);
    if (!request) return gatewayMessage(400, 'Bad Request');
    if (!api.cors) return respond(api, router, request, incoming);
    return (
      preflightResponse(api.cors, request) ?? withCors(api.cors, request, await respond(api, router, request, incoming))
    );
  };
}

async function respond(
  api: Api,
  router: Router<Route>,
  request: GatewayRequest,
  incoming: IncomingMessage,
): Promise<GatewayResponse> {
  const match = router(request.method, request.path);
  if (!match) return api.notFound;
  const { route, pathParameters } = match;
  const body = await readBody(incoming);
  if (!body) return gatewayMessage(413, 'Request Entity Too Large');
  const { id: apiId, stageVariables } = api;
  const requestId = randomUUID();
  const routed = { ...request, apiId, routeKey: route.key, pathParameters, stageVariables, requestId, body };
  const verdict = await route.authorization(routed);
  if (!verdict.passed) return verdict.response;
  return integrate(route, api.event(routed, verdict.authorizer));
}

async function integrate(route: Route, event: unknown): Promise<GatewayResponse> {
  const { promise: timedOut, resolve } = Promise.withResolvers<GatewayResponse>();
  const timer = setTimeout(() => resolve(gatewayMessage(503, 'Service Unavailable')), route.timeoutMilliseconds);
  try {
    return await Promise.race([route.integration.invoke(event).then(toGatewayResponse), timedOut]);
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return internalServerError;
  } finally {
    clearTimeout(timer);
  }
}
