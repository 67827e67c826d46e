// Builds the HTTP APIs of a stack with their routes.
import { RunnerError } from '../runner-error.ts';
import type { Properties } from '../template/resource-types.ts';
import type { Resource, Stack } from '../template/stack.ts';
import type { Api, Parts, Route } from './api.ts';
import { type Authorization, noAuthorization, simpleAuthorization } from './authorization.ts';
import { integrationEvent } from './event.ts';
import { iamAuthorization } from './iam-authorization.ts';
import { gatewayMessage } from './response.ts';

export interface HttpApi extends Api {
  /** Whether all routes have AWS_IAM authorization. */
  readonly signed: boolean;
}

export function httpApisOf(stack: Stack, parts: Parts): HttpApi[] {
  return stack.of('AWS::ApiGatewayV2::Api').map(({ logicalId, physicalId: id, properties }) => {
    const stage = stack.of('AWS::ApiGatewayV2::Stage').find(({ properties: { ApiId } }) => ApiId === id);
    if (!stage) {
      throw new RunnerError(`the API ${logicalId} has no stage, so its routes would not be served`);
    }
    const routes = stack.of('AWS::ApiGatewayV2::Route').filter((route) => route.properties.ApiId === id);
    return {
      logicalId,
      name: properties.Name,
      signed: routes.every((route) => route.properties.AuthorizationType === 'AWS_IAM'),
      id,
      cors: properties.CorsConfiguration,
      basePath: '',
      stageVariables: stage.properties.StageVariables,
      routes: routes.map((route) => createRoute(stack, route, parts)),
      event: integrationEvent,
      notFound: gatewayMessage(404, 'Not Found'),
    };
  });
}

type RouteResource = Resource<Properties<'AWS::ApiGatewayV2::Route'>>;

function createRoute(stack: Stack, route: RouteResource, parts: Parts): Route {
  const { RouteKey: key, Target } = route.properties;
  const [, method, path] = /^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (\/\S*)$/.exec(key) ?? [];
  if (!method || !path || /\+\}./.test(path)) {
    throw new RunnerError(`the local runner does not support routes like "${key}" (${route.logicalId})`);
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
  return simpleAuthorization({
    authorizer: parts.functionOf(AuthorizerUri),
    identityHeaders: IdentitySource.map((source) => source.replace('$request.header.', '').toLowerCase()),
  });
}
