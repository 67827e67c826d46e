// Puts a deployed Service Users stack in front of the APIs of another CDK app. Exported as `service-users`.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IAuthorizer, IdentitySource, RequestAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bearerAuthorizer, NO_CACHE, type SharedFunction, sharedFunctionName } from '../constructs/shared-functions.ts';

export interface ServiceUserAuthorizerProps {
  /**
   * The account that Service Users is deployed to, in the region of this stack, if it is another one; its
   * `consumer-accounts` must name the one of this stack. Leave it out in the same account: a stack that is not told its own
   * account (`env`) cannot know that they are the same, and makes no permission.
   *
   * @default the account of this stack
   */
  readonly account?: string;
  /** The name of its stack. @default service-users-prod */
  readonly stackName?: string;
}

/**
 * Protects an HTTP API, a REST API, or one of each: a request passes with a token of a Service User or a person, or an ID
 * token; from the moment that it is revoked, the answer is 401. A function learns who calls by `principalOf` of
 * `service-users/principal`.
 *
 * Routes for pipelines that sign, and have no token, are under AWS_IAM instead: let their roles call them
 * (`HttpRoute.grantInvoke`, `Method.grantExecute`), and let the function ask which Service User has signed
 * (`grantIdentify`).
 */
export class ServiceUserAuthorizer extends Construct {
  private readonly props: ServiceUserAuthorizerProps;
  private httpAuthorizer: IHttpRouteAuthorizer | undefined;
  private restAuthorizer: IAuthorizer | undefined;

  constructor(scope: Construct, id: string, props: ServiceUserAuthorizerProps = {}) {
    super(scope, id);
    this.props = props;
  }

  /** For the routes of one HTTP API, which may ask our authorizer from then on. */
  get http(): IHttpRouteAuthorizer {
    this.httpAuthorizer ??= bearerAuthorizer(this.deployed('authorize-bearer'));
    return this.httpAuthorizer;
  }

  /** For the methods of one REST API, which may ask our authorizer from then on. */
  get rest(): IAuthorizer {
    this.restAuthorizer ??= new RequestAuthorizer(this, 'Bearer', {
      handler: this.deployed('authorize-rest'),
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: NO_CACHE,
    });
    return this.restAuthorizer;
  }

  /** Lets a function ask, by `principalOf`, which Service User has signed a request. */
  grantIdentify(fn: LambdaFunction): Grant {
    const { functionArn } = this.deployed('identify-signed');
    fn.addEnvironment('SERVICE_USERS_IDENTIFIER', functionArn);
    return Grant.addToPrincipal({ grantee: fn, actions: ['lambda:InvokeFunction'], resourceArns: [functionArn] });
  }

  /** Only the own account may let the APIs of this stack ask; another one has done so by naming it, or they may not. */
  private deployed(file: SharedFunction): IFunction {
    const stack = Stack.of(this);
    const { account = stack.account, stackName = 'service-users-prod' } = this.props;
    const sameEnvironment = account === stack.account;
    return LambdaFunction.fromFunctionAttributes(this, file, {
      functionArn: stack.formatArn({
        service: 'lambda',
        account,
        resource: 'function',
        resourceName: sharedFunctionName(stackName, file),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      sameEnvironment,
      skipPermissions: !sameEnvironment,
    });
  }
}
