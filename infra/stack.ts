// The whole system, wired: the table, a function for each operation, the two APIs, people, the first Admin,
// the events.
import { CfnOutput, CfnParameter, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { Construct } from 'constructs';
import { RETIRED_SECRET_USED } from '../shared/services/authentication.ts';
import type { Config } from './config.ts';
import { AccountEvents } from './constructs/account-events.ts';
import { Bundles } from './constructs/bundles.ts';
import { FirstAdmin } from './constructs/first-admin.ts';
import { OperationsApi } from './constructs/operations-api.ts';
import { CognitoPeople, type Issuer } from './constructs/people.ts';
import { ServiceUsersFunction, type ServiceUsersFunctionProps } from './constructs/service-users-function.ts';
import { ServiceUsersTable, type TableGrant } from './constructs/service-users-table.ts';
import {
  admitApis,
  admitFunctions,
  bearerAuthorizer,
  type SharedFunction,
  sharedFunctionName,
} from './constructs/shared-functions.ts';
import { operations } from './operations.ts';

const SEEDER = 'functions/first-admin/seed-first-admin';
const PUBLISHER = 'functions/events/publish-account-events';
const NOTICE_TELLER = 'functions/events/tell-token-notices';
const entryOfShared = (file: SharedFunction) => `functions/authorizer/${file}`;
const entryOf = (operation: { readonly id: string }) => `functions/${operation.id}`;

export interface ServiceUsersStackProps extends StackProps {
  readonly config: Config;
}

export class ServiceUsersStack extends Stack {
  private readonly table: ServiceUsersTable;
  private readonly bundles = new Bundles([
    entryOfShared('authorize-bearer'),
    entryOfShared('authorize-rest'),
    entryOfShared('identify-signed'),
    SEEDER,
    PUBLISHER,
    NOTICE_TELLER,
    ...operations.map(({ operation }) => entryOf(operation)),
  ]);
  private readonly removalPolicy: RemovalPolicy;
  private readonly settings: Record<string, string>;

  constructor(scope: Construct, id: string, { config, ...props }: ServiceUsersStackProps) {
    const { 'standby-region': standbyRegion } = config;
    const { CDK_DEFAULT_REGION: region } = process.env;
    // A copy in another region needs to know which this one is.
    super(scope, id, { ...(standbyRegion && region && { env: { region } }), ...props });
    const adminEmail = new CfnParameter(this, 'AdminEmail', {
      description: 'E-mail of the first human Admin, made once when the stack is first deployed',
      allowedPattern: '[^@\\s]+@[^@\\s]+\\.[^@\\s]+',
    }).valueAsString;
    const allowedEmailDomains = new CfnParameter(this, 'AllowedEmailDomains', {
      description:
        'Domains whose people get an account at their first login, separated by commas; empty = invited people only',
      allowedPattern: '([a-zA-Z0-9.-]+(,[a-zA-Z0-9.-]+)*)?',
      default: '',
    }).valueAsString;

    const retained = config.stage === 'prod';
    this.removalPolicy = retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.table = new ServiceUsersTable(this, 'Table', { retained, standbyRegion });
    const { issuer, audience } = this.people(config, adminEmail, retained);
    this.settings = {
      TOKEN_PREFIX: config['token-prefix'] ?? '',
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: audience,
      GITHUB_KEYS_URL: config['github-keys-url'],
      ALLOWED_EMAIL_DOMAINS: allowedEmailDomains,
    };

    const { removalPolicy } = this;
    const authorizer = this.shared('authorize-bearer', ['authenticate', 'linkPeople']);
    const restAuthorizer = this.shared('authorize-rest', ['authenticate', 'linkPeople']);
    const identifier = this.shared('identify-signed', ['authenticateSigned']);
    for (const fn of [authorizer, restAuthorizer]) fn.count('RetiredSecretsUsed', RETIRED_SECRET_USED);
    for (const account of config['consumer-accounts']) {
      admitApis(authorizer, account);
      admitApis(restAuthorizer, account);
      admitFunctions(identifier, account);
    }
    const bearerApi = new OperationsApi(this, 'BearerApi', {
      apiName: `${this.stackName}-bearer`,
      authorizer: bearerAuthorizer(authorizer),
      servesAnybody: true,
      removalPolicy,
      ...(config['cors-origins'] && { corsOrigins: config['cors-origins'] }),
    });
    const signedApi = new OperationsApi(this, 'SignedApi', {
      apiName: `${this.stackName}-signed`,
      authorizer: new HttpIamAuthorizer(),
      removalPolicy,
    });
    for (const { operation, grants } of operations) {
      const isOpen = operation.audience === 'open';
      const fn = this.function(entryOf(operation), isOpen ? grants : ['authenticateSigned', ...grants]);
      bearerApi.serve(operation, fn);
      signedApi.serve(operation, fn);
    }
    new FirstAdmin(this, 'FirstAdmin', {
      seeder: this.function(SEEDER, ['writeAccounts', 'writeTeams', 'allocateIds']),
      email: adminEmail,
    });
    const { eventBusName } = new AccountEvents(this, 'AccountEvents', {
      eventBusName: this.stackName,
      table: this.table,
      publisher: this.function(PUBLISHER, [], { timeout: Duration.minutes(1) }),
      noticeTeller: this.function(NOTICE_TELLER, ['readPolicy', 'walkAccounts', 'tellNotices'], {
        timeout: Duration.minutes(15),
      }),
    });

    new CfnOutput(this, 'BearerApiUrl', { value: bearerApi.url });
    new CfnOutput(this, 'SignedApiUrl', { value: signedApi.url });
    new CfnOutput(this, 'EventBusName', { value: eventBusName });
    new CfnOutput(this, 'TableName', { value: this.table.name });
  }

  /** The company's own issuer, or a user pool. */
  private people(config: Config, firstAdminEmail: string, retained: boolean): Issuer {
    const { 'oidc-issuer': issuer, 'oidc-audience': audience, 'login-callback-urls': callbackUrls } = config;
    if (issuer !== undefined && audience !== undefined) return { issuer, audience };
    const { removalPolicy } = this;
    const people = new CognitoPeople(this, 'People', { firstAdminEmail, callbackUrls, retained, removalPolicy });
    new CfnOutput(this, 'LoginUrl', { value: people.loginUrl });
    new CfnOutput(this, 'LoginClientId', { value: people.audience });
    return people;
  }

  /** A function that other apps use as well. */
  private shared(file: SharedFunction, grants: readonly TableGrant[]): ServiceUsersFunction {
    return this.function(entryOfShared(file), grants, { functionName: sharedFunctionName(this.stackName, file) });
  }

  private function(
    entry: string,
    grants: readonly TableGrant[],
    options?: Pick<ServiceUsersFunctionProps, 'functionName' | 'timeout'>,
  ): ServiceUsersFunction {
    const fn = new ServiceUsersFunction(this, constructId(entry), {
      code: this.bundles.code(entry),
      removalPolicy: this.removalPolicy,
      environment: this.settings,
      ...options,
    });
    this.table.allow(fn, grants);
    return fn;
  }
}

/** `functions/users/create-user` is `CreateUser` in the stack. */
function constructId(entry: string): string {
  return entry
    .slice(entry.lastIndexOf('/') + 1)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
