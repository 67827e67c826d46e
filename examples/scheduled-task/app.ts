// A CDK app with a scheduled task and its Service User. The secret of its token is created, stored and rotated without a person.
//   npx cdk deploy --app 'node app.ts' -c signed-api-url=https://abc123... -c bearer-api-url=https://def456...
import { fileURLToPath } from 'node:url';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { ServiceToken, ServiceUser, ServiceUsersSystem } from 'service-users';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'team-inventory');

const bearerApiUrl: string = app.node.getContext('bearer-api-url');
const system = new ServiceUsersSystem(stack, 'ServiceUsers', {
  bearerApiUrl,
  signedApiUrl: app.node.getContext('signed-api-url'),
  signedApiId: app.node.tryGetContext('signed-api-id'),
});

const inventory = new ServiceUser(stack, 'Inventory', {
  system,
  name: 'Team Inventory',
  purpose: 'Counts the teams once a day.',
});

const token = new ServiceToken(stack, 'InventoryToken', {
  user: inventory,
  name: 'scheduled task',
  // It can do nothing else, wherever it is used.
  scopes: ['teams:read'],
  expiresIn: Duration.days(30),
  rotateEvery: Duration.days(7),
});

const task = new NodejsFunction(stack, 'CountTeams', {
  entry: fileURLToPath(new URL('./count-teams.ts', import.meta.url)),
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  timeout: Duration.seconds(30),
  // The function gets the name of the secret, and reads its value when it runs.
  environment: { API_URL: bearerApiUrl, TOKEN_SECRET: token.secret.secretArn },
  bundling: { externalModules: [] },
});
token.secret.grantRead(task);

new Rule(stack, 'Daily', {
  schedule: Schedule.cron({ hour: '3', minute: '0' }),
  targets: [new LambdaFunction(task)],
});
