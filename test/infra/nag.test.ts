// The rules of AWS Solutions (cdk-nag) find nothing that is not acknowledged beside its resource.
import { App, Stack, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { appWith, EVERYTHING } from './support/synthesize.ts';

function synthesize(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

it.each([
  ['dev', { stage: 'dev' }],
  ['prod', { stage: 'prod' }],
  ['prod with every option', { ...EVERYTHING, stage: 'prod' }],
])('finds nothing in %s', (_, context) => {
  expect(() => synthesize(appWith(context).app)).not.toThrow();
});

it('ends the synthesis when it finds something', () => {
  const app = new App();
  new Queue(new Stack(app, 'Stack'), 'Plain');
  expect(() => synthesize(app)).toThrow(/AwsSolutions-SQS4/);
});
