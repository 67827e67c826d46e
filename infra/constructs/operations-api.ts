// An HTTP API that serves the operations behind one kind of credential. The bearer API and the signed API differ in
// nothing else.
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Operation } from '../../shared/contracts/operation.ts';

type ServedOperation = Pick<Operation, 'id' | 'method' | 'path' | 'audience'>;

export interface OperationsApiProps {
  readonly apiName: string;
  readonly authorizer: IHttpRouteAuthorizer;
  /** Whether open operations are served to anybody. @default false: they are behind the authorizer as well */
  readonly servesAnybody?: boolean;
  /** Origins of web pages that may call the API. @default none */
  readonly corsOrigins?: readonly string[];
  readonly removalPolicy: RemovalPolicy;
}

/** Requests a second, and at once, of each stage; open operations, which anybody may call, get far less. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };
const OPEN_THROTTLE = { rateLimit: 20, burstLimit: 40 };

export class OperationsApi extends Construct {
  readonly url: string;
  private readonly api: HttpApi;
  private readonly stage: CfnStage;
  private readonly openAuthorizer: IHttpRouteAuthorizer;
  private readonly authorizer: IHttpRouteAuthorizer;

  constructor(scope: Construct, id: string, props: OperationsApiProps) {
    super(scope, id);
    this.authorizer = props.authorizer;
    this.openAuthorizer = props.servesAnybody ? new HttpNoneAuthorizer() : props.authorizer;
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
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(
          JSON.stringify({
            request_id: '$context.requestId',
            at: '$context.requestTime',
            route: '$context.routeKey',
            status: '$context.status',
            latency_ms: '$context.responseLatency',
            authorizer_error: '$context.authorizer.error',
            integration_error: '$context.integrationErrorMessage',
            source_ip: '$context.identity.sourceIp',
          }),
        ),
      },
    });
    this.url = stage.url;
    this.stage = stage.node.defaultChild as CfnStage;
  }

  /** Routes the operation to its function. */
  serve(operation: ServedOperation, fn: LambdaFunction): void {
    const routes = this.api.addRoutes({
      path: operation.path,
      methods: [HttpMethod[operation.method]],
      integration: new HttpLambdaIntegration(operation.id, fn),
      authorizer: operation.audience === 'open' ? this.openAuthorizer : this.authorizer,
    });
    if (operation.audience !== 'open') return;
    const route = `${operation.method} ${operation.path}`.replaceAll('.', '\\.');
    this.stage.addPropertyOverride(`RouteSettings.${route}`, {
      ThrottlingRateLimit: OPEN_THROTTLE.rateLimit,
      ThrottlingBurstLimit: OPEN_THROTTLE.burstLimit,
    });
    // A stage cannot name a route that is not there yet.
    this.stage.node.addDependency(...routes);
  }
}
