// Creates the functions of a stack with the environment variables that they have in AWS.
import type { Writable } from 'node:stream';
import { RunnerError } from '../runner-error.ts';
import type { Database } from '../table.ts';
import type { Assembly } from '../template/assembly.ts';
import { REGION, type Stack } from '../template/stack.ts';
import { type Invocable, LambdaFunction } from './lambda-function.ts';

/** Functions by ARN. */
export type Functions = ReadonlyMap<string, LambdaFunction>;

export interface FunctionServices {
  /** The database of the functions. */
  readonly database: Database;
  /** Endpoint for EventBridge. */
  readonly eventBusUrl?: string | undefined;
  /** Endpoint for S3. */
  readonly objectStorageUrl?: string | undefined;
  /** Endpoint for invocations of other functions. */
  readonly lambdaUrl?: string;
  /** Further environment variables of all functions. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Receives the output of the functions. */
  readonly log: Writable;
}

export function createFunctions(
  stack: Stack,
  assembly: Assembly,
  { database, eventBusUrl, objectStorageUrl, lambdaUrl, environment: further, log }: FunctionServices,
): Functions {
  const aliases = stack.of('AWS::Lambda::Alias').map(({ properties }) => properties);
  return new Map(
    stack.of('AWS::Lambda::Function').map(({ logicalId, physicalId: name, arn, properties }) => {
      const codeFolder = assembly.assetFolder(properties.Code.S3Key);
      if (!codeFolder) throw new RunnerError(`the code of the function ${logicalId} is not in the assembly`);
      const environment = {
        AWS_ACCESS_KEY_ID: database.accessKeyId,
        AWS_DEFAULT_REGION: REGION,
        AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
        ...(eventBusUrl && { AWS_ENDPOINT_URL_EVENTBRIDGE: eventBusUrl }),
        ...(objectStorageUrl && { AWS_ENDPOINT_URL_S3: objectStorageUrl }),
        ...(lambdaUrl && { AWS_ENDPOINT_URL_LAMBDA: lambdaUrl }),
        AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_REGION: REGION,
        AWS_SECRET_ACCESS_KEY: database.secretAccessKey,
        ...further,
        ...properties.Environment?.Variables,
      };
      const lambdaFunction = new LambdaFunction({
        name,
        arn,
        aliases: aliases.flatMap(({ FunctionName, Name }) => (FunctionName === name ? [Name] : [])),
        codeFolder,
        environment,
        handler: properties.Handler,
        memoryMegabytes: properties.MemorySize,
        timeoutSeconds: properties.Timeout,
        log,
      });
      return [arn, lambdaFunction];
    }),
  );
}

/** @throws RunnerError when the stack has no such function */
export function functionNamed(functions: Functions, name: string): LambdaFunction {
  const found = [...functions.values()].find(({ arn }) => arn.endsWith(`:${name}`));
  if (!found) throw new RunnerError(`the stack has no function ${name}`);
  return found;
}

/** The function with the ARN, which can end with one of its aliases. Undefined if the stack has no such function. */
export function findFunction(functions: Functions, arn: string): Invocable | undefined {
  const [, unqualified, alias] = /^(.+:function:[^:]+):([^:]+)$/.exec(arn) ?? [];
  if (unqualified === undefined || alias === undefined) return functions.get(arn);
  return functions.get(unqualified)?.alias(alias);
}

/** @throws RunnerError when the stack has no such function */
export function functionWithArn(functions: Functions, arn: string): Invocable {
  const found = findFunction(functions, arn);
  if (!found) throw new RunnerError(`the stack has no function ${arn}`);
  return found;
}
