// The supported resource types with their supported properties. Others are rejected by name.
import { z } from 'zod';
import { eventPattern } from '../events/event-pattern.ts';

/** Resource types that have no effect locally: permissions, logs and monitoring. */
export const TYPES_WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'AWS::ApiGateway::Deployment',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::BucketPolicy',
  'AWS::SQS::QueuePolicy',
]);

/** A property that has no effect locally. */
const withoutEffect = z.unknown().optional();

const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const table = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.strictObject({
        IndexName: z.string(),
        KeySchema: keySchema,
        Projection: z.strictObject({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .default([]),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  StreamSpecification: z.strictObject({ StreamViewType: z.literal('NEW_AND_OLD_IMAGES') }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string(), Enabled: z.literal(true) }).optional(),
  Replicas: withoutEffect,
  SSESpecification: withoutEffect,
});

const lambdaFunction = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.strictObject({ S3Bucket: withoutEffect, S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs\d+\.x$/),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
  MemorySize: z.number().default(128),
  /** Seconds. */
  Timeout: z.number().default(3),
  Architectures: withoutEffect,
  Description: withoutEffect,
  LoggingConfig: withoutEffect,
  ReservedConcurrentExecutions: withoutEffect,
  Role: withoutEffect,
  Tags: withoutEffect,
  TracingConfig: withoutEffect,
});

/** All aliases refer to the deployed code, because the runner has no versions of functions. */
const alias = z.strictObject({
  /** Name of the function. */
  FunctionName: z.string(),
  FunctionVersion: z.literal('$LATEST'),
  Name: z.string(),
  Description: withoutEffect,
});

/** The URI with which API Gateway invokes a function, converted to the ARN of the function. */
const invocationUri = z
  .string()
  .transform((uri) => /:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri)?.[1] ?? uri);

const api = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  CorsConfiguration: z
    .strictObject({
      AllowCredentials: z.boolean().optional(),
      AllowHeaders: z.array(z.string()).optional(),
      AllowMethods: z.array(z.string()).optional(),
      AllowOrigins: z.array(z.string()),
      ExposeHeaders: z.array(z.string()).optional(),
      /** Seconds. */
      MaxAge: z.number().optional(),
    })
    .optional(),
  Description: withoutEffect,
  // The domain name of API Gateway does not exist locally.
  DisableExecuteApiEndpoint: withoutEffect,
  Tags: withoutEffect,
});

const route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'CUSTOM', 'AWS_IAM']).default('NONE'),
  AuthorizerId: z.string().optional(),
  OperationName: withoutEffect,
});

const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  /** ARN of the function. */
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  CredentialsArn: withoutEffect,
  IntegrationMethod: withoutEffect,
  TimeoutInMillis: z.number().default(30_000),
  Description: withoutEffect,
});

const authorizer = z.strictObject({
  ApiId: z.string(),
  Name: withoutEffect,
  AuthorizerType: z.literal('REQUEST'),
  AuthorizerPayloadFormatVersion: z.literal('2.0'),
  AuthorizerUri: invocationUri,
  // The runner does not cache results, because a cached result would accept a revoked credential.
  AuthorizerResultTtlInSeconds: z.literal(0),
  EnableSimpleResponses: z.literal(true),
  IdentitySource: z.array(z.string().regex(/^\$request\.header\.[\w-]+$/)).default([]),
});

/** The functions of the API get them in their events. */
const stageVariables = z.record(z.string(), z.string()).optional();

const stage = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  AccessLogSettings: withoutEffect,
  StageVariables: stageVariables,
  Description: withoutEffect,
  // Throttling settings have no effect locally.
  DefaultRouteSettings: withoutEffect,
  RouteSettings: withoutEffect,
  Tags: withoutEffect,
});

const restApi = z.strictObject({
  Name: z.string(),
  Description: withoutEffect,
  EndpointConfiguration: withoutEffect,
  Tags: withoutEffect,
});

const restResource = z.strictObject({ RestApiId: z.string(), ParentId: z.string(), PathPart: z.string() });

const restMethod = z.strictObject({
  RestApiId: z.string(),
  ResourceId: z.string(),
  HttpMethod: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']),
  AuthorizationType: z.enum(['NONE', 'CUSTOM']),
  AuthorizerId: z.string().optional(),
  Integration: z.strictObject({
    Type: z.literal('AWS_PROXY'),
    IntegrationHttpMethod: z.literal('POST'),
    Uri: invocationUri,
    TimeoutInMillis: z.number().default(29_000),
  }),
});

const restAuthorizer = z.strictObject({
  RestApiId: z.string(),
  Name: withoutEffect,
  Type: z.literal('REQUEST'),
  AuthorizerUri: invocationUri,
  AuthorizerResultTtlInSeconds: z.literal(0),
  /** One header: the runner does not support a list. */
  IdentitySource: z.string().regex(/^method\.request\.header\.[\w-]+$/),
});

const restStage = z.strictObject({
  RestApiId: z.string(),
  StageName: z.string(),
  DeploymentId: withoutEffect,
  Variables: stageVariables,
  AccessLogSetting: withoutEffect,
  MethodSettings: withoutEffect,
  Tags: withoutEffect,
});

const eventBus = z.strictObject({ Name: z.string(), Tags: withoutEffect });

const rule = z.strictObject({
  ScheduleExpression: z.string(),
  State: z.literal('ENABLED'),
  Targets: z.array(z.strictObject({ Arn: z.string(), Id: withoutEffect })),
});

const queue = z.strictObject({
  MessageRetentionPeriod: withoutEffect,
  SqsManagedSseEnabled: withoutEffect,
});

const bucket = z.strictObject({
  BucketName: z.string().optional(),
  BucketEncryption: withoutEffect,
  LifecycleConfiguration: withoutEffect,
  ObjectLockConfiguration: withoutEffect,
  ObjectLockEnabled: withoutEffect,
  PublicAccessBlockConfiguration: withoutEffect,
  VersioningConfiguration: withoutEffect,
});

/** A secret that has no value until one is stored. */
const secret = z.strictObject({
  Name: z.string().optional(),
  Tags: z.array(z.strictObject({ Key: z.string(), Value: z.string() })).default([]),
  Description: withoutEffect,
});

const rotationSchedule = z.strictObject({
  SecretId: z.string(),
  RotationLambdaARN: z.string(),
  RotationRules: z.strictObject({ ScheduleExpression: z.string() }),
  RotateImmediatelyOnUpdate: z.literal(false),
});

/** An event source mapping of a DynamoDB stream. */
const eventSourceMapping = z.strictObject({
  EventSourceArn: z.string(),
  /** Name of the function. */
  FunctionName: z.string(),
  StartingPosition: z.literal('TRIM_HORIZON'),
  BatchSize: z.number().default(100),
  FilterCriteria: z.strictObject({
    Filters: z.array(
      z.strictObject({
        /** An event pattern in JSON. */
        Pattern: z.string().refine((text) => eventPattern.safeParse(JSON.parse(text)).success),
      }),
    ),
  }),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  /** Without it, a record is attempted until it is too old. */
  MaximumRetryAttempts: z.number().default(Number.POSITIVE_INFINITY),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }),
  BisectBatchOnFunctionError: z.literal(true),
  MaximumRecordAgeInSeconds: z.number(),
});

/** Schemas of the properties by resource type, after intrinsic functions are resolved. */
export const RESOURCE_TYPES = {
  'AWS::ApiGateway::Authorizer': restAuthorizer,
  'AWS::ApiGateway::Method': restMethod,
  'AWS::ApiGateway::Resource': restResource,
  'AWS::ApiGateway::RestApi': restApi,
  'AWS::ApiGateway::Stage': restStage,
  'AWS::ApiGatewayV2::Api': api,
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGatewayV2::Integration': integration,
  'AWS::ApiGatewayV2::Route': route,
  'AWS::ApiGatewayV2::Stage': stage,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::Lambda::Alias': alias,
  'AWS::Lambda::EventSourceMapping': eventSourceMapping,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::S3::Bucket': bucket,
  'AWS::SQS::Queue': queue,
  'AWS::SecretsManager::RotationSchedule': rotationSchedule,
  'AWS::SecretsManager::Secret': secret,
} as const;

export type ResourceType = keyof typeof RESOURCE_TYPES;
export type Properties<Type extends ResourceType> = z.infer<(typeof RESOURCE_TYPES)[Type]>;

/** The properties of `Custom::*` resources. */
export const customResource = z.looseObject({ ServiceToken: z.string(), ServiceTimeout: withoutEffect });
