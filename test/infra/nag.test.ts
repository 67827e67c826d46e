// The rules of AWS Solutions (cdk-nag) find nothing that is not acknowledged beside its resource.
import { Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { appWith, EVERYTHING } from './support/synthesize.ts';

const checked = (context: Readonly<Record<string, string>>) => {
  const { app, stack } = appWith(context);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
};

it.each([
  ['dev', { stage: 'dev' }],
  ['prod', { stage: 'prod' }],
  ['prod with every option', { ...EVERYTHING, stage: 'prod' }],
])('finds nothing in %s', (_, context) => {
  expect(() => checked(context).app.synth()).not.toThrow();
});

it('ends the synthesis when it finds something', () => {
  const { app, stack } = checked({ stage: 'dev' });
  new Queue(stack, 'Plain');
  expect(() => app.synth()).toThrow(/AwsSolutions-SQS4/);
});
