// The rules of AWS Solutions (cdk-nag) report nothing that is not acknowledged next to its resource.
import { App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { expect, it } from 'vitest';
import { synthesizeChecked, synthesized } from './support/synthesize.ts';

it.each(['development', 'production', 'everything'] as const)('reports no finding for the stack "%s"', async (name) => {
  const { findings } = await synthesized(name);
  expect(findings).toBeNull();
});

it('ends the synthesis on a finding', () => {
  const app = new App();
  new Queue(new Stack(app, 'Stack'), 'Plain');
  expect(() => synthesizeChecked(app)).toThrow(/AwsSolutions-SQS4/);
});
