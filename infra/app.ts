// The CDK app: `cdk synth`, `cdk deploy`, and what the local runner synthesizes.
import { App } from 'aws-cdk-lib';
import { ServiceUsersStack } from './stack.ts';

const app = new App({ analyticsReporting: false });
const stage = app.node.tryGetContext('stage') ?? 'prod';
if (stage !== 'dev' && stage !== 'prod') throw new Error(`context "stage" must be dev or prod, not ${stage}`);

const tokenPrefix: string | undefined = app.node.tryGetContext('token-prefix');
if (tokenPrefix !== undefined && !/^[a-z0-9]{1,16}$/.test(tokenPrefix)) {
  throw new Error('context "token-prefix" must be 1-16 lower-case letters and digits');
}
const corsOrigins: string | undefined = app.node.tryGetContext('cors-origins');

new ServiceUsersStack(app, `service-users-${stage}`, {
  stage,
  description: 'Service Users: machine identities with tokens and IAM-signed requests',
  ...(tokenPrefix && { tokenPrefix }),
  ...(corsOrigins && { corsOrigins: corsOrigins.split(',') }),
});
