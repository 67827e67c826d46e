// Integrations of HTTP APIs with functions. API Gateway assumes one role to invoke the functions. A permission on each function
// would be a resource for each route of each API. See docs/decisions/0017-integration-role.md.
import {
  HttpIntegrationType,
  HttpRouteIntegration,
  type HttpRouteIntegrationConfig,
  IntegrationCredentials,
  PayloadFormatVersion,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { InlineRole } from './inline-role.ts';

/**
 * The role that API Gateway assumes to invoke the functions of integrations.
 *
 * Its trust policy has no condition on `aws:SourceAccount` or `aws:SourceArn`: API Gateway does not send these keys when it
 * assumes the role of an integration, and every request would fail with 500. The service assumes the role only for an
 * integration whose creator has `iam:PassRole` for it, which only principals of the same account can have.
 */
export class IntegrationRole extends InlineRole {
  private readonly invocation = new PolicyStatement({ actions: ['lambda:InvokeFunction'] });

  constructor(scope: Construct, id: string) {
    super(scope, id, 'apigateway.amazonaws.com');
    this.addToPrincipalPolicy(this.invocation);
  }

  /** Adds one ARN to the policy. `grantInvoke` of the function would add those of all its versions and aliases as well. */
  allowInvoke(fn: IFunction): void {
    this.invocation.addResources(fn.functionArn);
  }
}

/** Invokes a function with the permissions of a role. */
export class FunctionIntegration extends HttpRouteIntegration {
  private readonly fn: IFunction;
  private readonly role: IntegrationRole;

  constructor(id: string, fn: IFunction, role: IntegrationRole) {
    super(id);
    this.fn = fn;
    this.role = role;
  }

  bind(): HttpRouteIntegrationConfig {
    this.role.allowInvoke(this.fn);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.fn.functionArn,
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
      credentials: IntegrationCredentials.fromRole(this.role),
    };
  }
}
