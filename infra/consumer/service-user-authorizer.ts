// Authorizes requests to the APIs of another CDK app with a deployed Service Users stack. Exported as `service-users`.
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IAuthorizer, IdentitySource } from 'aws-cdk-lib/aws-apigateway';
import type { IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Grant } from 'aws-cdk-lib/aws-iam';
import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { authorizerAlias } from '../../shared/auth/accepted-callers.ts';
import { isApiName } from '../../shared/domain/scopes.ts';
import { bearerAuthorizer, NO_CACHE, type SharedFunction, sharedFunctionName } from '../constructs/shared-functions.ts';
import { NamingRestAuthorizer, namingHttpApi } from './api-name.ts';

export interface ServiceUserAuthorizerProps {
  /**
   * The name of the APIs: lower-case letters, digits and hyphens, at most 32. A credential with scopes needs the scope
   * `api:<name>`. Credentials without scopes do not need it.
   */
  readonly api: string;
  /**
   * The AWS account of Service Users, if it is not the account of this stack. The region must be the same, and the option
   * `consumer-accounts` of Service Users must contain the account of this stack.
   *
   * @default the account of this stack
   */
  readonly account?: string;
  /** Name of the Service Users stack. @default service-users-prod */
  readonly stackName?: string;
  /**
   * Whether the APIs accept accounts with the role Admin, people and Service Users. Your API sees the credential of its
   * caller, and with the credential of an Admin it could administer Service Users.
   *
   * @default false: an Admin gets 403
   */
  readonly allowAdmins?: boolean;
  /**
   * Whether the APIs accept people, with a personal access token or a session. Your API sees the credential of its caller,
   * and could act as this person. A person with the role Admin needs `allowAdmins` as well.
   *
   * @default false: a person gets 403
   */
  readonly allowPeople?: boolean;
}

/**
 * Protects one HTTP API, one REST API, or one of each. A request needs a service token or a session of a Service User. With
 * `allowPeople`, it can have a personal access token or a session of a person instead. A request with a revoked token or an
 * ended session gets 401 from the next request on. A function
 * gets the caller with `principalOf` from `service-users/principal`.
 *
 * The APIs see the credential of their caller, and could use it against the API of Service Users. A credential with only the
 * scope `api:<name>` is of no use there.
 *
 * Pipelines that sign their requests with IAM need routes with AWS_IAM authorization instead. Allow their roles to invoke
 * the routes (`HttpRoute.grantInvoke`, `Method.grantExecute`), and allow the function to look up the Service User of the
 * role (`grantIdentify`).
 */
export class ServiceUserAuthorizer extends Construct {
  private readonly props: ServiceUserAuthorizerProps;
  private httpAuthorizer: IHttpRouteAuthorizer | undefined;
  private restAuthorizer: IAuthorizer | undefined;

  constructor(scope: Construct, id: string, props: ServiceUserAuthorizerProps) {
    super(scope, id);
    if (!isApiName(props.api)) {
      throw new Error(
        `"${props.api}" cannot be the name of an API: use up to 32 lower-case letters, digits and hyphens.`,
      );
    }
    this.props = props;
  }

  /** The authorizer for the routes of one HTTP API. */
  get http(): IHttpRouteAuthorizer {
    this.httpAuthorizer ??= namingHttpApi(
      bearerAuthorizer(this.deployed('authorize-bearer', this.alias)),
      this.props.api,
    );
    return this.httpAuthorizer;
  }

  /** The authorizer for the methods of one REST API. */
  get rest(): IAuthorizer {
    this.restAuthorizer ??= new NamingRestAuthorizer(this, 'Bearer', {
      api: this.props.api,
      handler: this.deployed('authorize-rest', this.alias),
      identitySources: [IdentitySource.header('Authorization')],
      resultsCacheTtl: NO_CACHE,
    });
    return this.restAuthorizer;
  }

  /** Allows a function to look up, with `principalOf`, the Service User that signed a request. */
  grantIdentify(fn: LambdaFunction): Grant {
    const { functionArn } = this.deployed('identify-signed');
    fn.addEnvironment('SERVICE_USERS_IDENTIFIER', functionArn);
    return Grant.addToPrincipal({ grantee: fn, actions: ['lambda:InvokeFunction'], resourceArns: [functionArn] });
  }

  /** The alias of the authorizer determines which accounts it accepts. */
  private get alias(): string {
    const { allowAdmins = false, allowPeople = false } = this.props;
    return authorizerAlias({ allowAdmins, allowPeople });
  }

  /** The stack of Service Users allows the APIs of its account, and of those in `consumer-accounts`, to invoke the function. */
  private deployed(file: SharedFunction, alias?: string): IFunction {
    const stack = Stack.of(this);
    const { account = stack.account, stackName = 'service-users-prod' } = this.props;
    return LambdaFunction.fromFunctionAttributes(this, file, {
      functionArn: stack.formatArn({
        service: 'lambda',
        account,
        resource: 'function',
        resourceName: [sharedFunctionName(stackName, file), ...(alias ? [alias] : [])].join(':'),
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      sameEnvironment: false,
      skipPermissions: true,
    });
  }
}
