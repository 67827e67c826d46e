// The stack as it would stand after a deployment: every resource with its physical id and its resolved properties.
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
  /** What `Ref` gives; empty where only a deployment would know. */
  readonly physicalId: string;
  /** Empty where the type has none. */
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

/** @throws RunnerError naming the first thing in the template that the local runner does not know */
export function resolveStack({ stackName, template }: Assembly): Stack {
  const identify = (logicalId: string) => identity(stackName, logicalId, template);
  const references = {
    ref: (name: string) => {
      if (name in PSEUDO_PARAMETERS) return PSEUDO_PARAMETERS[name];
      if (name === 'AWS::StackName') return stackName;
      const { physicalId } = identify(name);
      if (physicalId) return physicalId;
      throw new RunnerError(`the local runner does not know what a reference to ${name} stands for`);
    },
    attribute: (logicalId: string, name: string) => {
      const { arn, physicalId } = identify(logicalId);
      if (name === 'Arn' && arn) return arn;
      if (name === 'RootResourceId') return `${physicalId}-root`;
      if (name === 'StreamArn' && arn) return `${arn}/stream/local`;
      throw new RunnerError(`the local runner does not know the attribute ${name} of ${logicalId}`);
    },
  };
  const resources = Object.entries(template.Resources)
    .filter(([, { Type }]) => !TYPES_WITHOUT_EFFECT.has(Type))
    .map(([logicalId, { Type, Properties: raw, Condition }]) => {
      const name = `${Type} ${logicalId}`;
      if (Condition) throw new RunnerError(`the local runner does not know conditions, and ${name} has one`);
      const parsed = schemaOf(Type, logicalId).safeParse(resolve(raw, references));
      if (!parsed.success)
        throw new RunnerError(`the local runner does not know this of ${name}: ${explain(parsed.error)}`);
      return { type: Type, logicalId, ...identify(logicalId), properties: parsed.data };
    });
  return {
    name: stackName,
    // The schema of the type has just parsed the properties; the compiler cannot follow it through the table of schemas.
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
  throw new RunnerError(`the local runner does not know the resource type ${type} (${logicalId})`);
}

function identity(stackName: string, logicalId: string, template: Template): { physicalId: string; arn: string } {
  const resource = template.Resources[logicalId];
  if (!resource) throw new RunnerError(`the template refers to ${logicalId}, which it does not have`);
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
    case 'AWS::Events::EventBus': {
      const name = named('Name');
      return { physicalId: name, arn: arn('events', `event-bus/${name}`) };
    }
    case 'AWS::SQS::Queue': {
      const name = named('QueueName');
      return { physicalId: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${name}`, arn: arn('sqs', name) };
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
      // The ids of API Gateway are lower-case letters and digits. That of a custom resource is what its function answers.
      return { physicalId: resource.Type.startsWith('Custom::') ? '' : logicalId.toLowerCase(), arn: '' };
  }
}
