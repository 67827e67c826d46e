// The template conforms to the resource specification of CloudFormation, and to the limits of AWS.
import { describe, expect, it } from 'vitest';
import { specificationErrors } from './support/resource-specification.ts';
import { type StackName, synthesized } from './support/synthesize.ts';

const STACKS: readonly StackName[] = ['production', 'development', 'everything'];
const stacks = await Promise.all(STACKS.map(async (name) => ({ name, ...(await synthesized(name)) })));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MOST_RESOURCES = 500;
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

  it('is within the limits of CloudFormation', () => {
    expect(Object.keys(template.toJSON().Resources).length).toBeLessThanOrEqual(MOST_RESOURCES);
    expect(Buffer.byteLength(JSON.stringify(template.toJSON(), null, 1))).toBeLessThanOrEqual(LARGEST_TEMPLATE);
  });

  it('has roles whose policies are within the limit', () => {
    const bytes = new Map<string, number>();
    for (const { role, PolicyDocument } of rolePolicies()) {
      bytes.set(role, (bytes.get(role) ?? 0) + bytesOf(PolicyDocument));
    }
    expect(bytes.size).toBeGreaterThan(0);
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

/** In the template, the parts of an ARN and the function that joins them are longer than the ARN that results. */
function bytesOf(policy: unknown): number {
  return Buffer.byteLength(JSON.stringify(policy));
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
