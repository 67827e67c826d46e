// The functions that other CDK apps use, in this account or another. Other apps find them by name.
import { Duration, Stack } from 'aws-cdk-lib';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { AccountPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, type IFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { AUTHORIZER_ALIASES } from '../../shared/auth/accepted-callers.ts';

/** Files of `functions/authorizer/`. */
export type SharedFunction = 'authorize-bearer' | 'authorize-rest' | 'identify-signed';

/** A fixed name instead of a generated one, so that another account knows the ARN without a lookup. */
export function sharedFunctionName(stackName: string, file: SharedFunction): string {
  return `${stackName}-${file}`;
}

/** Results of authorizers are not cached, because a cached result would accept a revoked token (R10). */
export const NO_CACHE = Duration.seconds(0);

/** The authorizer for the routes of one HTTP API. */
export function bearerAuthorizer(authorizer: IFunction): IHttpRouteAuthorizer {
  return new HttpLambdaAuthorizer('Bearer', authorizer, {
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: ['$request.header.Authorization'],
    resultsCacheTtl: NO_CACHE,
  });
}

/**
 * Adds the aliases by which the APIs of other apps invoke an authorizer. They all refer to the deployed code, and share its
 * execution environments.
 */
export function addAuthorizerAliases(authorizer: LambdaFunction): Alias[] {
  const version = authorizer.latestVersion;
  return AUTHORIZER_ALIASES.map((aliasName) => new Alias(authorizer, aliasName, { aliasName, version }));
}

/**
 * Allows the APIs of an account in this region to invoke an authorizer by this alias. One permission covers all APIs of the
 * account: the policy of a function has at most 20 kB, and a permission for each API would fill it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
 */
export function allowInvokeFromApis(
  authorizer: Alias,
  { id, account }: { readonly id: string; readonly account: string },
): void {
  const resource = { service: 'execute-api', account, resource: '*', resourceName: 'authorizers/*' };
  authorizer.addPermission(id, {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceArn: Stack.of(authorizer).formatArn(resource),
  });
}

/** Allows another account to let its functions invoke this one. */
export function allowInvokeFromFunctions(fn: IFunction, account: string): void {
  fn.addPermission(`FunctionsOf${account}`, { principal: new AccountPrincipal(account) });
}
