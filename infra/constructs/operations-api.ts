// An HTTP API that serves the operations behind one kind of credential. The bearer API and the signed API differ in
// nothing else.
import { Duration, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  CorsHttpMethod,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Operation } from '../../shared/contracts/operation.ts';
import { NAMESPACE } from '../../shared/telemetry/metrics.ts';
import { RESPONSES } from './metrics.ts';

type ServedOperation = Pick<Operation, 'id' | 'method' | 'path' | 'audience'>;

export interface OperationsApiProps {
  readonly apiName: string;
  readonly authorizer: IHttpRouteAuthorizer;
  /** Whether open operations are served to anybody. @default false: they are behind the authorizer as well */
  readonly allowAnonymous?: boolean;
  /** Origins of web pages that may call the API. @default none */
  readonly corsOrigins?: readonly string[] | undefined;
  /** A domain name of its own. @default the one that API Gateway gives */
  readonly domain?: { readonly name: string; readonly certificateArn: string } | undefined;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** What an access log tells of a request. Never a header, a query or the path itself, where a secret may have strayed. */
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

/** Statuses that are counted: the gateway gives them itself, and its own metrics tell no 4xx from another. */
const COUNTED_STATUSES = ['401', '429'];

/** Requests a second, and at once, of each stage; open operations, which anybody may call, get far less. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };
const OPEN_THROTTLE = { rateLimit: 20, burstLimit: 40 };

export class OperationsApi extends Construct {
  readonly url: string;
  /** What the DNS must say of the domain name: it is an alias, or a CNAME, of this. */
  readonly domainTarget: string | undefined;
  readonly api: HttpApi;
  private readonly stage: CfnStage;
  private readonly authorizer: IHttpRouteAuthorizer;
  private readonly allowAnonymous: boolean;

  constructor(scope: Construct, id: string, props: OperationsApiProps) {
    super(scope, id);
    this.authorizer = props.authorizer;
    this.allowAnonymous = props.allowAnonymous ?? false;
    this.api = new HttpApi(this, 'Api', {
      apiName: props.apiName,
      createDefaultStage: false,
      ...(props.corsOrigins && {
        corsPreflight: {
          allowOrigins: [...props.corsOrigins],
          allowMethods: [CorsHttpMethod.ANY],
          allowHeaders: ['authorization', 'content-type'],
          maxAge: Duration.hours(1),
        },
      }),
    });
    const accessLogs = new LogGroup(this, 'AccessLogs', {
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });
    const service = Stack.of(this).stackName;
    new MetricFilter(this, 'Responses', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.any(
        ...COUNTED_STATUSES.map((status) => FilterPattern.stringValue('$.status', '=', status)),
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

  /** Routes the operation to its function. */
  serve(operation: ServedOperation, fn: LambdaFunction): void {
    const open = operation.audience === 'public';
    const routes = this.api.addRoutes({
      path: operation.path,
      methods: [HttpMethod[operation.method]],
      integration: new HttpLambdaIntegration(operation.id, fn),
      authorizer: open && this.allowAnonymous ? new HttpNoneAuthorizer() : this.authorizer,
    });
    if (!open) return;
    const key = `${operation.method} ${operation.path}`.replaceAll('.', '\\.');
    this.stage.addPropertyOverride(`RouteSettings.${key}`, {
      ThrottlingRateLimit: OPEN_THROTTLE.rateLimit,
      ThrottlingBurstLimit: OPEN_THROTTLE.burstLimit,
    });
    for (const route of routes) {
      // A stage cannot name a route that is not there yet.
      this.stage.node.addDependency(route);
      if (!this.allowAnonymous) continue;
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'Open by contract: for logging in, reporting leaked tokens, reading the API document; throttled tighter than the rest.',
      });
    }
  }
}
