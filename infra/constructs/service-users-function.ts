// A Lambda function of the stack, with its log group and a role that may only write to this log group.
import { Duration, type RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { InlineRole } from './inline-role.ts';

export interface ServiceUsersFunctionProps {
  readonly code: Code;
  readonly environment: Record<string, string>;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  /** Whether the function sends traces to X-Ray. */
  readonly tracing: boolean;
  /** @default CloudFormation generates a name */
  readonly functionName?: string | undefined;
  /** Name of its role. @default CloudFormation generates a name */
  readonly roleName?: string | undefined;
  /** @default 15 seconds, which is less than the integration timeout of API Gateway */
  readonly timeout?: Duration | undefined;
  /** Reserved concurrency, which is also the maximum concurrency. @default the unreserved concurrency of the account */
  readonly reservedConcurrency?: number | undefined;
}

export class ServiceUsersFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceUsersFunctionProps) {
    const { code, environment, reservedConcurrency, removalPolicy, tracing } = props;
    const logGroup = new LogGroup(scope, `${id}Logs`, { retention: props.logRetention, removalPolicy });
    const role = new InlineRole(scope, `${id}Role`, 'lambda.amazonaws.com', props.roleName);
    logGroup.grantWrite(role);
    super(scope, id, {
      ...(props.functionName && { functionName: props.functionName }),
      code,
      environment,
      role,
      logGroup,
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: props.timeout ?? Duration.seconds(15),
      loggingFormat: LoggingFormat.JSON,
      // Leaves out the lines of Lambda about the start and the end of an invocation, which are 0.6 kB.
      systemLogLevelV2: SystemLogLevel.WARN,
      tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    });
    if (tracing) {
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'xray:PutTraceSegments and xray:PutTelemetryRecords do not support resource-level permissions.',
      });
    }
  }
}
