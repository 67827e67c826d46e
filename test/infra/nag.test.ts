// The rules of AWS Solutions (cdk-nag) report nothing that is not acknowledged next to its resource.
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, it } from 'vitest';
import { synthesizeChecked, synthesized } from './support/synthesize.ts';

const STACKS = ['development', 'production', 'everything'] as const;
const stacks = await Promise.all(STACKS.map(async (name) => ({ name, ...(await synthesized(name)) })));

it.each(stacks)('reports no finding for the stack "$name"', ({ findings }) => {
  expect(findings).toBeNull();
});

it('ends the synthesis on a finding', () => {
  const app = new App();
  new Queue(new Stack(app, 'Stack'), 'Plain');
  expect(() => synthesizeChecked(app)).toThrow(/AwsSolutions-SQS4/);
});
