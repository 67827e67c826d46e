// Builds the REST APIs of a stack with their methods: Lambda proxy integrations, with an authorizer that returns an IAM policy.
import { RunnerError } from '../runner-error.ts';
import type { Properties } from '../template/resource-types.ts';
import type { Resource, Stack } from '../template/stack.ts';
import type { Api, Parts, Route } from './api.ts';
import { type Authorization, noAuthorization, policyAuthorization } from './authorization.ts';
import { gatewayMessage } from './response.ts';
import { restIntegrationEvent } from './rest-event.ts';

type RestMethod = Resource<Properties<'AWS::ApiGateway::Method'>>;

export function restApisOf(stack: Stack, parts: Parts): Api[] {
  return stack.of('AWS::ApiGateway::RestApi').map(({ logicalId, physicalId: id, properties }) => {
    const stage = stack.of('AWS::ApiGateway::Stage').find(({ properties: { RestApiId } }) => RestApiId === id);
    if (!stage) throw new RunnerError(`the API ${logicalId} has no stage, so its routes would not be served`);
    const basePath = `/${stage.properties.StageName}`;
    const methods = stack.of('AWS::ApiGateway::Method').filter(({ properties: { RestApiId } }) => RestApiId === id);
    return {
      logicalId,
      name: properties.Name,
      id,
      basePath,
      stageVariables: stage.properties.Variables,
      routes: methods.map((method) => createRoute(stack, method, basePath, parts)),
      event: restIntegrationEvent,
      notFound: gatewayMessage(403, 'Missing Authentication Token'),
    };
  });
}

function createRoute(stack: Stack, method: RestMethod, basePath: string, parts: Parts): Route {
  const { HttpMethod, ResourceId, Integration } = method.properties;
  const path = basePath + pathOf(stack, ResourceId);
  if (path.includes('+}')) {
    throw new RunnerError(`the local runner does not support routes like "${path}" (${method.logicalId})`);
  }
  return {
    key: `${HttpMethod} ${path}`,
    method: HttpMethod,
    path,
    authorization: authorizationOf(stack, method, parts),
    integration: parts.functionOf(Integration.Uri),
    timeoutMilliseconds: Integration.TimeoutInMillis,
  };
}

/** The path of a resource. Empty for the root, which is not in the template. */
function pathOf(stack: Stack, resourceId: string): string {
  const resource = stack.of('AWS::ApiGateway::Resource').find(({ physicalId }) => physicalId === resourceId);
  return resource ? `${pathOf(stack, resource.properties.ParentId)}/${resource.properties.PathPart}` : '';
}

function authorizationOf(stack: Stack, method: RestMethod, parts: Parts): Authorization {
  const { AuthorizationType, AuthorizerId } = method.properties;
  if (AuthorizationType === 'NONE') return noAuthorization;
  const authorizer = stack.of('AWS::ApiGateway::Authorizer').find(({ physicalId }) => physicalId === AuthorizerId);
  if (!authorizer) throw new RunnerError(`the method ${method.logicalId} has no authorizer ${AuthorizerId}`);
  const { AuthorizerUri, IdentitySource } = authorizer.properties;
  return policyAuthorization({
    authorizer: parts.functionOf(AuthorizerUri),
    identityHeaders: [IdentitySource.replace('method.request.header.', '').toLowerCase()],
  });
}
