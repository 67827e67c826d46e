// The stack: the table, one function per operation, the two APIs, the identity provider, the first Admin, events and alarms.
import { CfnOutput, Duration, Lazy, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Config } from './config.ts';
import { AccountEvents } from './constructs/account-events.ts';
import { AlarmTopic } from './constructs/alarm-topic.ts';
import { Alarms, type MonitoredResources } from './constructs/alarms.ts';
import { AuditArchive } from './constructs/audit-archive.ts';
import { Bundles } from './constructs/bundles.ts';
import { Dashboard } from './constructs/dashboard.ts';
import { FirstAdmin } from './constructs/first-admin.ts';
import { IntegrationRole } from './constructs/function-integration.ts';
import { CognitoIdentityProvider, type Issuer } from './constructs/identity-provider.ts';
import { OperationsApi } from './constructs/operations-api.ts';
import { ServiceUsersFunction, type ServiceUsersFunctionProps } from './constructs/service-users-function.ts';
import { ServiceUsersTable } from './constructs/service-users-table.ts';
import {
  addAuthorizerAliases,
  allowInvokeFromApis,
  allowInvokeFromFunctions,
  bearerAuthorizer,
  type SharedFunction,
  sharedFunctionName,
} from './constructs/shared-functions.ts';
import { BEARER_AUTHENTICATION, SIGNED_AUTHENTICATION, type TableGrant } from './constructs/table-grants.ts';
import { operations } from './operations.ts';
import { gitCommit, version } from './version.ts';

const SEEDER = 'functions/first-admin/seed-first-admin';
const PUBLISHER = 'functions/events/publish-account-events';
const ARCHIVER = 'functions/events/archive-audit-entries';
const CONSOLE = 'functions/console/serve-console';
const NOTICE_PUBLISHER = 'functions/events/publish-token-notices';
/** Grants of the authorizers. */
const AUTHORIZER_GRANTS: readonly TableGrant[] = [...BEARER_AUTHENTICATION, 'writeAccounts', 'writeAuditEntries'];
/** Grants to create the first Admin and the team Public. */
const BOOTSTRAP_GRANTS: readonly TableGrant[] = [
  'writeAccounts',
  'writeUserIds',
  'updateRoster',
  'writeTeams',
  'updateTotals',
  'updateSequences',
  'writeAuditEntries',
];
/** Grants to find the Service Users of an owner who is deactivated, and the state of the owners that are added. */
const PUBLISHER_GRANTS: readonly TableGrant[] = ['queryUsersByCreation', 'readListedAccounts', 'readOwners'];
/** Grants to revoke unused tokens. */
const REVOCATION_GRANTS: readonly TableGrant[] = [
  'readAccounts',
  'writeAccounts',
  'writeTokenPointers',
  'updateTotals',
  'writeAuditEntries',
];
/** Grants to find the tokens that expire or are unused, and the owners of their accounts. */
const NOTICE_GRANTS: readonly TableGrant[] = [
  'readPolicy',
  'queryUsersByCreation',
  'readListedAccounts',
  'readOwners',
  'readAndWriteTokenNotices',
  ...REVOCATION_GRANTS,
];
const sharedEntry = (file: SharedFunction) => `functions/authorizer/${file}`;
/** Serves the API document, which has the git commit. Other functions must not change with every commit. */
const API_DOCUMENT = 'functions/openapi/get-openapi';
const operationEntry = (operation: { readonly id: string }) => `functions/${operation.id}`;

export interface ServiceUsersStackProps extends StackProps {
  readonly config: Config;
  /** Folder of the built web console. It is required unless the option `console` is false. */
  readonly consoleFolder?: string | undefined;
}

export class ServiceUsersStack extends Stack {
  private readonly table: ServiceUsersTable;
  private readonly bundles = new Bundles([
    sharedEntry('authorize-bearer'),
    sharedEntry('authorize-rest'),
    sharedEntry('identify-signed'),
    SEEDER,
    PUBLISHER,
    ARCHIVER,
    NOTICE_PUBLISHER,
    CONSOLE,
    ...operations.map(({ operation }) => operationEntry(operation)),
  ]);
  private readonly config: Config;
  private readonly retained: boolean;
  private readonly removalPolicy: RemovalPolicy;
  /** Logs are kept when the stack is deleted, but not when its creation fails. */
  private readonly logRemovalPolicy: RemovalPolicy;
  private readonly settings: Record<string, string>;
  private readonly consoleUrl: string;

  constructor(scope: Construct, id: string, { config, consoleFolder, ...props }: ServiceUsersStackProps) {
    const { 'standby-region': standbyRegion } = config;
    const { CDK_DEFAULT_REGION: region } = process.env;
    // A table with a replica needs a stack with a known region.
    super(scope, id, { ...(standbyRegion && region && { env: { region } }), ...props });
    this.config = config;
    this.retained = config.stage === 'prod';
    this.removalPolicy = this.retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.logRemovalPolicy = this.retained ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    this.table = new ServiceUsersTable(this, 'Table', { retained: this.retained, standbyRegion });
    const { issuer, audience, hostedLoginUrl } = this.identityProvider();
    this.settings = {
      POWERTOOLS_SERVICE_NAME: this.stackName,
      TOKEN_PREFIX: config['token-prefix'] ?? '',
      OIDC_ISSUER: issuer,
      OIDC_AUDIENCE: audience,
      OIDC_TRUSTS_EMAILS: String(config['oidc-trusts-emails'] ?? false),
      GITHUB_KEYS_URL: config['github-keys-url'],
      ALLOWED_EMAIL_DOMAINS: config['allowed-email-domains'].join(','),
    };

    const authorizer = this.shared('authorize-bearer', AUTHORIZER_GRANTS);
    const restAuthorizer = this.shared('authorize-rest', AUTHORIZER_GRANTS);
    const identifier = this.shared('identify-signed', ['readAccountsByIamPrincipal']);
    const aliases = [authorizer, restAuthorizer].flatMap(addAuthorizerAliases);
    for (const alias of aliases) allowInvokeFromApis(alias, { id: 'ApisOfThisAccount', account: this.account });
    for (const account of config['consumer-accounts']) {
      for (const alias of aliases) allowInvokeFromApis(alias, { id: `ApisOf${account}`, account });
      allowInvokeFromFunctions(identifier, account);
    }
    const integrationRole = new IntegrationRole(this, 'IntegrationRole');
    const apis = {
      bearer: new OperationsApi(this, 'BearerApi', {
        ...this.apiProps('bearer'),
        integrationRole,
        authorizer: bearerAuthorizer(authorizer),
        allowAnonymous: true,
        corsOrigins: config['cors-origins'],
      }),
      signed: new OperationsApi(this, 'SignedApi', {
        ...this.apiProps('signed'),
        integrationRole,
        authorizer: new HttpIamAuthorizer(),
      }),
    };
    const commit = gitCommit();
    const publicFunctions: ServiceUsersFunction[] = [];
    for (const { operation, grants } of operations) {
      const isPublic = operation.audience === 'public';
      const fn = isPublic
        ? this.function(operationEntry(operation), grants, { reservedConcurrency: config['open-concurrency'] })
        : this.function(operationEntry(operation), [...SIGNED_AUTHENTICATION, ...grants]);
      if (operationEntry(operation) === API_DOCUMENT) fn.addEnvironment('COMMIT', commit);
      if (isPublic) publicFunctions.push(fn);
      apis.bearer.serve(operation, fn);
      apis.signed.serve(operation, fn);
    }
    this.consoleUrl = `${apis.bearer.url}/console`;
    if (config.console) this.serveConsole(apis.bearer, consoleFolder, hostedLoginUrl);
    new FirstAdmin(this, 'FirstAdmin', {
      // The function retries for up to 90 seconds.
      seeder: this.function(SEEDER, BOOTSTRAP_GRANTS, { timeout: Duration.minutes(2) }),
      email: config['admin-email'],
      after: [apis.bearer.stage, apis.signed.stage],
    });
    const publisher = this.function(PUBLISHER, PUBLISHER_GRANTS, { timeout: Duration.minutes(1) });
    const noticePublisher = this.function(NOTICE_PUBLISHER, NOTICE_GRANTS, {
      timeout: Duration.minutes(15),
    });
    const { table } = this;
    const events = new AccountEvents(this, 'AccountEvents', {
      eventBusName: this.stackName,
      table,
      publisher,
      noticePublisher,
      ownerTopicArn: config['notify-owners'],
    });
    const retentionDays = config['audit-archive'];
    const archive =
      retentionDays === undefined
        ? undefined
        : new AuditArchive(this, 'AuditArchive', {
            table,
            archiver: this.function(ARCHIVER, [], { timeout: Duration.minutes(1) }),
            retentionDays,
            retained: this.retained,
          });
    if (archive) this.output('AuditArchiveBucket', archive.bucketName, 'Name of the bucket with the audit archive.');
    this.monitor({
      service: this.stackName,
      apis,
      authenticators: [authorizer, restAuthorizer, identifier],
      publicFunctions,
      publisher,
      noticePublisher,
      events,
      table,
      archive,
    });

    for (const [name, api] of [
      ['BearerApi', apis.bearer],
      ['SignedApi', apis.signed],
    ] as const) {
      const authentication = name === 'BearerApi' ? 'tokens' : 'IAM signatures';
      this.output(`${name}Url`, api.url, `URL of the API that authenticates ${authentication}.`);
      if (api.domainTarget === undefined) continue;
      this.output(`${name}DomainTarget`, api.domainTarget, 'Target of the CNAME record of the domain name.');
    }
    this.output('SignedApiId', apis.signed.api.apiId, 'API id for IAM policies that allow execute-api:Invoke.');
    this.output('EventBusName', events.eventBusName, 'Name of the EventBridge bus with the account events.');
    this.output('TableName', this.table.name, 'Name of the DynamoDB table.');
    // Build metadata in semantic versioning: https://semver.org/#spec-item-10
    this.output('Version', `${version}+${commit}`, 'Deployed version and git commit.');
  }

  private serveConsole(api: OperationsApi, folder: string | undefined, hostedLoginUrl = ''): void {
    if (folder === undefined) throw new Error('The option console requires the folder of the built web console.');
    this.bundles.addFolder(CONSOLE, folder, 'console');
    const fn = this.function(CONSOLE, []);
    fn.addEnvironment('HOSTED_LOGIN_URL', hostedLoginUrl);
    api.serveFiles('console', ['/', '/console', '/console/{proxy+}'], fn);
    this.output('ConsoleUrl', `${this.consoleUrl}/`, 'URL of the web console.');
  }

  private output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }

  private apiProps(api: 'bearer' | 'signed') {
    const name = this.config[`${api}-domain` as const];
    const certificateArn = this.config['certificate-arn'];
    return {
      apiName: `${this.stackName}-${api}`,
      domain: name !== undefined && certificateArn !== undefined ? { name, certificateArn } : undefined,
      logRetention: this.config['log-retention-days'],
      removalPolicy: this.logRemovalPolicy,
    };
  }

  /** The OIDC issuer in the options, or a Cognito user pool. */
  private identityProvider(): Issuer {
    const { 'oidc-issuer': issuer, 'oidc-audience': audience, 'login-callback-urls': callbackUrls } = this.config;
    if (issuer !== undefined && audience !== undefined) return { issuer, audience };
    const provider = new CognitoIdentityProvider(this, 'People', {
      firstAdminEmail: this.config['admin-email'],
      callbackUrls,
      // The API is created after its authorizer, which needs the issuer.
      consoleUrl: this.config.console ? Lazy.string({ produce: () => this.consoleUrl }) : undefined,
      emailFrom: this.config['login-email-from'],
      retained: this.retained,
      removalPolicy: this.removalPolicy,
    });
    this.output('LoginUrl', provider.loginUrl, 'URL of the login page for people.');
    this.output('LoginTokenUrl', provider.tokenUrl, 'URL that exchanges the code of a login for an ID token.');
    this.output('LoginClientId', provider.audience, 'Client id of the login.');
    this.output('UserPoolId', provider.userPoolId, 'Id of the Cognito user pool.');
    return provider;
  }

  private monitor(resources: MonitoredResources): void {
    const { 'alarm-email': email, 'alarm-topic-arn': topicArn, 'runbooks-url': runbooksUrl } = this.config;
    const ownTopic = email === undefined ? undefined : new AlarmTopic(this, 'AlarmTopic', { email }).topic;
    const topic = topicArn === undefined ? ownTopic : Topic.fromTopicArn(this, 'AlarmTopic', topicArn);
    const alarms = new Alarms(this, 'Alarms', { resources, topic, runbooksUrl });
    new Dashboard(this, 'Dashboard', { resources, alarms: alarms.all });
  }

  /** A function that other apps invoke as well. API Gateway waits 10 seconds for an authorizer. */
  private shared(file: SharedFunction, grants: readonly TableGrant[]): ServiceUsersFunction {
    const functionName = sharedFunctionName(this.stackName, file);
    return this.function(sharedEntry(file), grants, { functionName, timeout: Duration.seconds(9) });
  }

  private function(
    entry: string,
    grants: readonly TableGrant[],
    options?: Pick<ServiceUsersFunctionProps, 'functionName' | 'timeout' | 'reservedConcurrency'>,
  ): ServiceUsersFunction {
    const fn = new ServiceUsersFunction(this, constructId(entry), {
      code: this.bundles.code(entry),
      environment: this.settings,
      logRetention: this.config['log-retention-days'],
      removalPolicy: this.logRemovalPolicy,
      tracing: this.config.tracing,
      ...options,
    });
    this.table.allow(fn, grants);
    return fn;
  }
}

/** Files that were renamed keep their construct id, because a new id would replace the deployed function. */
const CONSTRUCT_IDS: Readonly<Record<string, string>> = { [NOTICE_PUBLISHER]: 'TellTokenNotices' };

/** `functions/users/create-user` has the construct id `CreateUser`. */
function constructId(entry: string): string {
  const [file = ''] = entry.split('/').slice(-1);
  const pascalCase = file.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return CONSTRUCT_IDS[entry] ?? pascalCase;
}
