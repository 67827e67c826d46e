// The CDK app: `cdk synth`, `cdk deploy`, and what the local runner synthesizes.
import { App } from 'aws-cdk-lib';
import { readConfig } from './config.ts';
import { ServiceUsersStack } from './stack.ts';

const app = new App({ analyticsReporting: false });
const config = readConfig(app.node);

new ServiceUsersStack(app, `service-users-${config.stage}`, {
  config,
  description: 'Service Users: machine identities with tokens and IAM-signed requests',
});
