// Resolves a template into the resources of a deployed stack, each with its physical id and its resolved properties.
import type { z } from 'zod';
import { explain, RunnerError } from '../runner-error.ts';
import type { Assembly, Template } from './assembly.ts';
import { resolve } from './intrinsics.ts';
import {
  customResource,
  type Properties,
  RESOURCE_TYPES,
  type ResourceType,
  TYPES_WITHOUT_EFFECT,
} from './resource-types.ts';

export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';

const PSEUDO_PARAMETERS: Readonly<Record<string, unknown>> = {
  'AWS::AccountId': ACCOUNT_ID,
  'AWS::NoValue': undefined,
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::URLSuffix': 'amazonaws.com',
};

export interface Resource<P> {
  readonly logicalId: string;
  /** The result of `Ref`. Empty if only a deployment could determine it. */
  readonly physicalId: string;
  /** Empty if the resource type has no ARN. */
  readonly arn: string;
  readonly properties: P;
}

export interface CustomResource extends Resource<z.infer<typeof customResource>> {
  readonly type: `Custom::${string}`;
}

export interface Stack {
  readonly name: string;
  readonly of: <Type extends ResourceType>(type: Type) => readonly Resource<Properties<Type>>[];
  readonly customResources: readonly CustomResource[];
}

/** What a custom resource is after its function has responded. */
export interface DeployedCustomResource {
  readonly physicalId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * @param deployed - The deployed custom resources by logical id, if other resources refer to them.
 * @throws RunnerError that names the first unsupported part of the template
 */
export function resolveStack(
  { stackName, template }: Assembly,
  deployed: ReadonlyMap<string, DeployedCustomResource> = new Map(),
): Stack {
  const identify = (logicalId: string) => {
    const { physicalId, arn } = identity(stackName, logicalId, template);
    return { physicalId: deployed.get(logicalId)?.physicalId ?? physicalId, arn };
  };
  const references = {
    ref: (name: string) => {
      if (name in PSEUDO_PARAMETERS) return PSEUDO_PARAMETERS[name];
      if (name === 'AWS::StackName') return stackName;
      const { physicalId } = identify(name);
      if (physicalId) return physicalId;
      throw new RunnerError(`the local runner does not support references to ${name}`);
    },
    attribute: (logicalId: string, name: string) => {
      const { arn, physicalId } = identify(logicalId);
      const returned = deployed.get(logicalId)?.attributes[name];
      if (returned !== undefined) return returned;
      if (name === 'Arn' && arn) return arn;
      if (name === 'RootResourceId') return `${physicalId}-root`;
      if (name === 'StreamArn' && arn) return `${arn}/stream/local`;
      if (name === 'RegionalDomainName') return `${physicalId}.s3.${REGION}.amazonaws.com`;
      throw new RunnerError(`the local runner does not support the attribute ${name} of ${logicalId}`);
    },
  };
  const resources = Object.entries(template.Resources)
    .filter(([, { Type }]) => !TYPES_WITHOUT_EFFECT.has(Type))
    .map(([logicalId, { Type, Properties: raw, Condition }]) => {
      const name = `${Type} ${logicalId}`;
      if (Condition) throw new RunnerError(`the local runner does not support conditions, and ${name} has one`);
      const parsed = schemaOf(Type, logicalId).safeParse(resolve(raw, references));
      if (!parsed.success)
        throw new RunnerError(
          `the local runner does not support these properties of ${name}: ${explain(parsed.error)}`,
        );
      return { type: Type, logicalId, ...identify(logicalId), properties: parsed.data };
    });
  return {
    name: stackName,
    // The properties were parsed with the schema of the type. The compiler cannot derive this from the table of schemas.
    of: <Type extends ResourceType>(type: Type) =>
      resources.filter((resource) => resource.type === type) as unknown as Resource<Properties<Type>>[],
    customResources: resources.filter((resource) =>
      resource.type.startsWith('Custom::'),
    ) as unknown as CustomResource[],
  };
}

function schemaOf(type: string, logicalId: string): z.ZodType {
  if (type in RESOURCE_TYPES) return RESOURCE_TYPES[type as ResourceType];
  if (type.startsWith('Custom::')) return customResource;
  throw new RunnerError(`the local runner does not support the resource type ${type} (${logicalId})`);
}

function identity(stackName: string, logicalId: string, template: Template): { physicalId: string; arn: string } {
  const resource = template.Resources[logicalId];
  if (!resource) throw new RunnerError(`the template refers to ${logicalId}, which does not exist`);
  const arn = (service: string, name: string, region = REGION) => `arn:aws:${service}:${region}:${ACCOUNT_ID}:${name}`;
  const named = (property: string) => {
    const name = resource.Properties[property];
    return typeof name === 'string' ? name : `${stackName}-${logicalId}`;
  };
  switch (resource.Type) {
    case 'AWS::DynamoDB::GlobalTable': {
      const name = named('TableName');
      return { physicalId: name, arn: arn('dynamodb', `table/${name}`) };
    }
    case 'AWS::Lambda::Function': {
      const name = named('FunctionName');
      return { physicalId: name, arn: arn('lambda', `function:${name}`) };
    }
    case 'AWS::Lambda::Alias': {
      const { FunctionName, Name } = resource.Properties;
      const { Ref: fn } = FunctionName as { readonly Ref: string };
      return { physicalId: `${identity(stackName, fn, template).arn}:${Name}`, arn: '' };
    }
    case 'AWS::Events::EventBus': {
      const name = named('Name');
      return { physicalId: name, arn: arn('events', `event-bus/${name}`) };
    }
    case 'AWS::SQS::Queue': {
      const name = named('QueueName');
      return { physicalId: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`, arn: arn('sqs', name) };
    }
    case 'AWS::S3::Bucket': {
      const name = named('BucketName').toLowerCase();
      return { physicalId: name, arn: `arn:aws:s3:::${name}` };
    }
    case 'AWS::SecretsManager::Secret': {
      const secret = arn('secretsmanager', `secret:${named('Name')}-local0`);
      return { physicalId: secret, arn: secret };
    }
    case 'AWS::Logs::LogGroup': {
      const name = named('LogGroupName');
      return { physicalId: name, arn: arn('logs', `log-group:${name}:*`) };
    }
    case 'AWS::IAM::Role': {
      const name = named('RoleName');
      return { physicalId: name, arn: arn('iam', `role/${name}`, '') };
    }
    default:
      // Ids of API Gateway consist of lower-case letters and digits. The id of a custom resource is returned by its function.
      return { physicalId: resource.Type.startsWith('Custom::') ? '' : logicalId.toLowerCase(), arn: '' };
  }
}
