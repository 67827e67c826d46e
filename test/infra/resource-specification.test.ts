// The template conforms to the resource specification of CloudFormation, and to the limits of AWS.
import { describe, expect, it } from 'vitest';
import { specificationErrors } from './support/resource-specification.ts';
import { type StackName, synthesized } from './support/synthesize.ts';

const STACKS: readonly StackName[] = ['production', 'development', 'everything'];
const stacks = await Promise.all(STACKS.map(async (name) => ({ name, ...(await synthesized(name)) })));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;
/** Room for operations that are added: each needs seven resources. */
const MOST_RESOURCES_NOW = 425;
const LARGEST_TEMPLATE = 1_000_000;
/** Of all inline policies of a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LARGEST_ROLE_POLICIES = 10_240;
/** Of the policy of a function: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LARGEST_FUNCTION_POLICY = 20_480;
/** Of a statement that a permission adds, with the ARNs of the API and the function, in bytes. */
const BYTES_OF_PERMISSION = 450;

describe.each(stacks)('the template of the stack $name', ({ template, properties, rolePolicies }) => {
  it('conforms to the resource specification: types, names, required properties, values', () => {
    expect(specificationErrors(template.toJSON().Resources)).toEqual([]);
  });

  it('is within the limits of CloudFormation, with room for more operations', () => {
    const resources = Object.keys(template.toJSON().Resources).length;
    console.info(`${resources} of ${MOST_RESOURCES} resources`);
    expect(resources).toBeLessThanOrEqual(MOST_RESOURCES_NOW);
    expect(Buffer.byteLength(JSON.stringify(template.toJSON(), null, 1))).toBeLessThanOrEqual(LARGEST_TEMPLATE);
  });

  it('has roles whose policies are within the limit', () => {
    const bytes = new Map<string, number>();
    for (const { role, PolicyDocument } of rolePolicies()) {
      bytes.set(role, (bytes.get(role) ?? 0) + bytesOf(PolicyDocument));
    }
    expect(bytes.size).toBeGreaterThan(0);
    console.info(
      `The largest policies of a role have ${Math.max(...bytes.values())} of ${LARGEST_ROLE_POLICIES} bytes`,
    );
    expect([...bytes].filter(([, size]) => size > LARGEST_ROLE_POLICIES)).toEqual([]);
  });

  it('has functions whose policies are within the limit', () => {
    const permissions = Map.groupBy(properties('AWS::Lambda::Permission'), ({ FunctionName }) =>
      JSON.stringify(FunctionName),
    );
    const sizes = [...permissions.values()].map((ofFunction) => ofFunction.length * BYTES_OF_PERMISSION);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(LARGEST_FUNCTION_POLICY);
  });

  it('describes each of its outputs', () => {
    for (const { Description } of Object.values(template.findOutputs('*'))) expect(Description).toMatch(/^[A-Z].+\.$/);
  });
});

/** Longest partition, region and name of a function. */
const LONGEST_ARN = `arn:aws-us-gov:lambda:ap-southeast-1:123456789012:function:${'x'.repeat(64)}`;

/**
 * The size of a deployed policy at most. In the template, a reference to an ARN is shorter than the ARN. The parts of an ARN and the
 * function that joins them are longer.
 */
function bytesOf(policy: unknown): number {
  const resolved = JSON.stringify(policy, (_, value) => (value?.['Fn::GetAtt']?.[1] === 'Arn' ? LONGEST_ARN : value));
  return Buffer.byteLength(resolved);
}

describe('the check', () => {
  it.each([
    [{ Type: 'AWS::Lambda::Fn' }, 'One: the resource type AWS::Lambda::Fn is unknown'],
    [{ Type: 'AWS::Lambda::Alias', Properties: { FunctionName: 'f', FunctionVersion: '1' } }, '.Name is missing'],
    [{ Type: 'AWS::SQS::Queue', Properties: { MessageRetention: 1 } }, '.MessageRetention is unknown'],
    [{ Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: '1' } }, '.DelaySeconds = "1" is not a value of the type'],
    [
      { Type: 'AWS::Lambda::Function', Properties: { Code: {}, Role: 'r', LoggingConfig: { LogFormat: 'XML' } } },
      '.LoggingConfig.LogFormat = "XML" is not a value of the type',
    ],
  ])('reports %j', (resource, error) => {
    expect(specificationErrors({ One: resource })).toEqual([expect.stringContaining(error)]);
  });
});
