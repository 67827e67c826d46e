// A Lambda function of the system: its limits, its log group, and a role that may do nothing else yet.
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface ServiceUsersFunctionProps {
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly removalPolicy: RemovalPolicy;
  /** @default CloudFormation makes one */
  readonly functionName?: string;
  /** @default 15 seconds: less than an API Gateway waits */
  readonly timeout?: Duration;
}

export class ServiceUsersFunction extends LambdaFunction {
  private readonly logs: LogGroup;

  constructor(scope: Construct, id: string, props: ServiceUsersFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy,
    });
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(role);
    super(scope, id, {
      ...(props.functionName && { functionName: props.functionName }),
      code: props.code,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: props.timeout ?? Duration.seconds(15),
      environment: props.environment,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
    this.logs = logGroup;
  }

  /** Counts the lines that the function logs with this message, as a metric of the namespace `ServiceUsers`. */
  count(metricName: string, message: string): void {
    new MetricFilter(this, metricName, {
      logGroup: this.logs,
      metricNamespace: 'ServiceUsers',
      metricName,
      metricValue: '1',
      filterPattern: FilterPattern.stringValue('$.message.message', '=', message),
    });
  }
}
