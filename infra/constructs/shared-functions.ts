// The functions that other CDK apps use, in this account or another: found by their names, and called by whom they admit.
import { Duration, Stack } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AccountPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';

/** Files of `functions/authorizer/`. */
export type SharedFunction = 'authorize-bearer' | 'authorize-rest' | 'identify-signed';

/** A name of its own, and not one that CloudFormation makes: so that its ARN is known without a look-up in the other account. */
export function sharedFunctionName(stackName: string, file: SharedFunction): string {
  return `${stackName}-${file}`;
}

/** Nothing is cached, since a cached answer would accept a revoked token (R10). */
export const NO_CACHE = Duration.seconds(0);

/** For the routes of one HTTP API. */
export function bearerAuthorizer(authorizer: IFunction): IHttpRouteAuthorizer {
  return new HttpLambdaAuthorizer('Bearer', authorizer, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: ['$request.header.Authorization'],
    resultsCacheTtl: NO_CACHE,
  });
}

/**
 * Lets the APIs of another account, in this region, ask an authorizer.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
 */
export function allowInvokeFromApis(authorizer: IFunction, account: string): void {
  const resource = { service: 'execute-api', account, resource: '*', resourceName: 'authorizers/*' };
  authorizer.addPermission(`ApisOf${account}`, {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceArn: Stack.of(authorizer).formatArn(resource),
  });
}

/** Lets another account say which of its functions may call this one. */
export function allowInvokeFromFunctions(fn: IFunction, account: string): void {
  fn.addPermission(`FunctionsOf${account}`, { principal: new AccountPrincipal(account) });
}
