// The bearer API: an HTTP API whose every route is behind the Lambda authorizer, unless its operation is open.
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Operation } from '../../shared/contracts/operation.ts';

export interface BearerApiProps {
  readonly authorizer: LambdaFunction;
  /** Origins of web pages that may call the API. @default none */
  readonly corsOrigins?: readonly string[];
  readonly removalPolicy: RemovalPolicy;
}

export class BearerApi extends Construct {
  readonly url: string;
  private readonly api: HttpApi;
  private readonly authorizer: HttpLambdaAuthorizer;

  constructor(scope: Construct, id: string, props: BearerApiProps) {
    super(scope, id);
    this.authorizer = new HttpLambdaAuthorizer('Bearer', props.authorizer, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: ['$request.header.Authorization'],
      // A cached answer would accept a revoked token (R10).
      resultsCacheTtl: Duration.seconds(0),
    });
    this.api = new HttpApi(this, 'Api', {
      apiName: 'service-users-bearer',
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
      throttle: { rateLimit: 500, burstLimit: 1000 },
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
  }

  /** Routes the operation to its function. */
  serve(operation: Pick<Operation, 'id' | 'method' | 'path' | 'audience'>, fn: LambdaFunction): void {
    this.api.addRoutes({
      path: operation.path,
      methods: [HttpMethod[operation.method]],
      integration: new HttpLambdaIntegration(operation.id, fn),
      authorizer: operation.audience === 'open' ? new HttpNoneAuthorizer() : this.authorizer,
    });
  }
}
