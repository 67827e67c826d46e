// An HTTP API that serves all operations with one kind of authorizer, which is the only difference between the bearer API
// and the signed API.
import { Aws, Duration, Fn, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnRoute,
  type CfnStage,
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { reportLeakedTokens } from '../../shared/contracts/leaked-tokens.ts';
import { exchangeToken } from '../../shared/contracts/oauth.ts';
import type { Operation } from '../../shared/contracts/operation.ts';
import { NAMESPACE } from '../../shared/telemetry/metrics.ts';
import { FunctionIntegration, type IntegrationRole } from './function-integration.ts';
import { RESPONSES } from './metrics.ts';

type ServedOperation = Pick<Operation, 'id' | 'method' | 'path' | 'otherRoutes' | 'audience'>;
type ServedRoute = Omit<ServedOperation, 'method'> & { readonly method: ServedOperation['method'] | 'HEAD' };

export interface OperationsApiProps {
  readonly apiName: string;
  readonly authorizer: IHttpRouteAuthorizer;
  /** The role that API Gateway assumes to invoke the functions. */
  readonly integrationRole: IntegrationRole;
  /** Whether public operations need no credential. @default false: they need the authorizer as well */
  readonly allowAnonymous?: boolean;
  /** Origins of web pages that may call the API. @default none */
  readonly corsOrigins?: readonly string[] | undefined;
  /** Custom domain name. @default the endpoint that API Gateway generates */
  readonly domain?: { readonly name: string; readonly certificateArn: string } | undefined;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** Fields of the access log. Headers, query and path are left out, because they may contain a secret by mistake. */
const ACCESS_LOG = {
  request_id: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  user_id: '$context.authorizer.user_id',
  iam_arn: '$context.identity.userArn',
  authorizer_error: '$context.authorizer.error',
  integration_error: '$context.integrationErrorMessage',
  source_ip: '$context.identity.sourceIp',
};

/**
 * API Gateway adds a log group with another prefix to a resource policy, which has at most 5,120 characters for all APIs of the
 * account in the region. With many APIs, the deployment would fail.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-CloudWatchLogs.html
 */
const VENDED_LOGS = '/aws/vendedlogs/';
/** The UUID in the ARN of the stack. A log group that an earlier deployment has left has another one. */
const DEPLOYMENT_ID = Fn.select(2, Fn.split('/', Aws.STACK_ID));

/** Statuses that are counted. API Gateway returns them itself, and its metrics have only one count for all of 4xx. */
const COUNTED_STATUSES = ['401', '429'];
/** IAM authorization rejects a credential with 403. */
const SIGNED_API_STATUSES = [...COUNTED_STATUSES, '403'];

/** Requests per second and burst of each stage. Public operations have lower limits. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };
const PUBLIC_THROTTLE = { rateLimit: 20, burstLimit: 40 };
/** A report of leaked tokens reads up to 100 accounts, whether or not its tokens exist. */
const LEAKED_TOKENS_THROTTLE = { rateLimit: 5, burstLimit: 10 };
/** A page of the console loads about 30 files. */
const FILES_THROTTLE = { rateLimit: 200, burstLimit: 400 };
/** The jobs of a matrix exchange their tokens at once. GitHub Actions starts up to 256. */
const EXCHANGE_THROTTLE = { rateLimit: 100, burstLimit: 300 };
interface Throttle {
  readonly rateLimit: number;
  readonly burstLimit: number;
}
const THROTTLES: Readonly<Record<string, Throttle>> = {
  [reportLeakedTokens.id]: LEAKED_TOKENS_THROTTLE,
  [exchangeToken.id]: EXCHANGE_THROTTLE,
};

export class OperationsApi extends Construct {
  readonly url: string;
  /** Target of the alias or CNAME record that the domain name needs in the DNS. */
  readonly domainTarget: string | undefined;
  readonly api: HttpApi;
  readonly stage: CfnStage;
  private readonly authorizer: IHttpRouteAuthorizer;
  private readonly integrationRole: IntegrationRole;
  private readonly allowAnonymous: boolean;

  constructor(scope: Construct, id: string, props: OperationsApiProps) {
    super(scope, id);
    this.authorizer = props.authorizer;
    this.integrationRole = props.integrationRole;
    this.allowAnonymous = props.allowAnonymous ?? false;
    this.api = new HttpApi(this, 'Api', {
      apiName: props.apiName,
      createDefaultStage: false,
      // Otherwise the API could be called without the domain name, past a firewall in front of it.
      disableExecuteApiEndpoint: props.domain !== undefined,
      ...(props.corsOrigins && {
        corsPreflight: {
          allowOrigins: [...props.corsOrigins],
          allowMethods: [CorsHttpMethod.ANY],
          allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
          maxAge: Duration.hours(1),
        },
      }),
    });
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      logGroupName: `${VENDED_LOGS}${props.apiName}/${DEPLOYMENT_ID}`,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    const service = Stack.of(this).stackName;
    new MetricFilter(this, 'Responses', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.any(
        ...(this.allowAnonymous ? COUNTED_STATUSES : SIGNED_API_STATUSES).map((status) =>
          FilterPattern.stringValue('$.status', '=', status),
        ),
      ),
      metricNamespace: NAMESPACE,
      metricName: RESPONSES,
      dimensions: { service: '$.service', status: '$.status' },
    });
    const domain =
      props.domain &&
      new DomainName(this, 'Domain', {
        domainName: props.domain.name,
        securityPolicy: SecurityPolicy.TLS_1_2,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', props.domain.certificateArn),
      });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: THROTTLE,
      ...(domain && { domainMapping: { domainName: domain } }),
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify({ service, ...ACCESS_LOG })),
      },
    });
    this.url = domain ? `https://${domain.name}` : this.api.apiEndpoint;
    this.domainTarget = domain?.regionalDomainName;
    this.stage = stage.node.defaultChild as CfnStage;
  }

  /** Adds the routes of the operation, with its function. */
  serve(operation: ServedOperation, fn: LambdaFunction): void {
    const integration = new FunctionIntegration(operation.id, fn, this.integrationRole);
    for (const route of [operation, ...(operation.otherRoutes ?? [])]) {
      this.addRoute({ ...operation, ...route }, integration);
    }
  }

  /** Adds routes of files that everybody may load, for all methods, with the function that serves them. */
  serveFiles(id: string, paths: readonly string[], fn: LambdaFunction): void {
    const integration = new FunctionIntegration(id, fn, this.integrationRole);
    for (const path of paths) {
      const routes = this.api.addRoutes({
        path,
        methods: [HttpMethod.ANY],
        integration,
        authorizer: new HttpNoneAuthorizer(),
      });
      this.deployWithStage(routes);
      this.limit(`ANY ${path}`, FILES_THROTTLE);
      acknowledgeAnonymous(
        routes,
        'The files of the web console are public. Its data comes from operations that need a session.',
      );
    }
  }

  private addRoute(operation: ServedRoute, integration: FunctionIntegration): void {
    const isPublic = operation.audience === 'public';
    const routes = this.api.addRoutes({
      path: operation.path,
      methods: [HttpMethod[operation.method]],
      integration,
      authorizer: isPublic && this.allowAnonymous ? new HttpNoneAuthorizer() : this.authorizer,
    });
    this.deployWithStage(routes);
    if (!isPublic) return;
    this.limit(`${operation.method} ${operation.path}`, THROTTLES[operation.id] ?? PUBLIC_THROTTLE);
    if (!this.allowAnonymous) return;
    acknowledgeAnonymous(
      routes,
      'Public operations need no credential: login, token exchange, reports of leaked tokens, the API document. They have lower throttling limits.',
    );
  }

  /**
   * Settings of a route need the route. A stage that exists before its routes deploys each of them, which exceeds the rate
   * limits of API Gateway.
   */
  private deployWithStage(routes: readonly HttpRoute[]): void {
    for (const route of routes) this.stage.addResourceDependency(route.node.defaultChild as CfnRoute);
  }

  private limit(routeKey: string, { rateLimit, burstLimit }: Throttle): void {
    this.stage.addPropertyOverride(`RouteSettings.${routeKey.replaceAll('.', '\\.')}`, {
      ThrottlingRateLimit: rateLimit,
      ThrottlingBurstLimit: burstLimit,
    });
  }
}

function acknowledgeAnonymous(routes: readonly HttpRoute[], reason: string): void {
  for (const route of routes) Validations.of(route).acknowledge({ id: 'AwsSolutions-APIG4', reason });
}
