// Gives an API its name in a variable of each of its stages, which API Gateway passes to the authorizer. The event of both
// kinds of authorizers has the variables, and a client cannot set them.
import { Aspects, type IAspect, Stack } from 'aws-cdk-lib';
import {
  CfnStage as CfnRestStage,
  type IRestApi,
  RequestAuthorizer,
  type RequestAuthorizerProps,
} from 'aws-cdk-lib/aws-apigateway';
import { CfnStage as CfnHttpStage, type IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { API_NAME_VARIABLE } from '../../shared/auth/accepted-callers.ts';

/** An authorizer that names each HTTP API whose routes use it. */
export function namingHttpApi(authorizer: IHttpRouteAuthorizer, name: string): IHttpRouteAuthorizer {
  const named = new Set<string>();
  return {
    bind(options) {
      const { httpApi } = options.route;
      if (!named.has(httpApi.node.path)) {
        named.add(httpApi.node.path);
        nameStages(httpApi, httpApi.apiId, name);
      }
      return authorizer.bind(options);
    },
  };
}

interface NamingRestAuthorizerProps extends RequestAuthorizerProps {
  readonly api: string;
}

/** The authorizer of a REST API, which names the API. */
export class NamingRestAuthorizer extends RequestAuthorizer {
  private readonly api: string;

  constructor(
    scope: IConstruct & ConstructorParameters<typeof RequestAuthorizer>[0],
    id: string,
    props: NamingRestAuthorizerProps,
  ) {
    super(scope, id, props);
    this.api = props.api;
  }

  /** Called for each method that uses the authorizer; all of them are of one REST API. */
  override _attachToApi(restApi: IRestApi): void {
    if (this.restApiId === undefined) nameStages(restApi, restApi.restApiId, this.api);
    super._attachToApi(restApi);
  }
}

/** Stages are created before and after the routes, so that an aspect looks for them when the app is synthesized. */
function nameStages(api: IConstruct, apiId: string, name: string): void {
  const stack = Stack.of(api);
  const isOfApi = (id: unknown) => JSON.stringify(stack.resolve(id)) === JSON.stringify(stack.resolve(apiId));
  const aspect: IAspect = {
    visit(node) {
      if (node instanceof CfnHttpStage && isOfApi(node.apiId)) {
        node.addPropertyOverride(`StageVariables.${API_NAME_VARIABLE}`, name);
      }
      if (node instanceof CfnRestStage && isOfApi(node.restApiId)) {
        node.addPropertyOverride(`Variables.${API_NAME_VARIABLE}`, name);
      }
    },
  };
  Aspects.of(stack).add(aspect);
}
