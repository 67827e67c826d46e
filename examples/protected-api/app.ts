// The CDK app of another team: reports of teams, on an HTTP API and a REST API, protected by Service Users.
//   npx cdk deploy --app 'node app.ts' -c service-users-account=111122223333 -c allow-people=true
import { fileURLToPath } from 'node:url';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { ServiceUserAuthorizer } from 'service-users';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'team-reports');

const serviceUsers = new ServiceUserAuthorizer(stack, 'ServiceUsers', {
  // A credential with scopes needs `api:reports`.
  api: 'reports',
  account: app.node.tryGetContext('service-users-account'),
  stackName: app.node.tryGetContext('service-users-stack'),
  allowAdmins: app.node.tryGetContext('allow-admins') === 'true',
  allowPeople: app.node.tryGetContext('allow-people') === 'true',
});

const teamReport = new NodejsFunction(stack, 'TeamReport', {
  entry: fileURLToPath(new URL('./team-report.ts', import.meta.url)),
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
});

// An HTTP API for callers with a token.
const httpApi = new HttpApi(stack, 'HttpApi');
const integration = new HttpLambdaIntegration('TeamReport', teamReport);
httpApi.addRoutes({
  path: '/teams/{team}/report',
  methods: [HttpMethod.GET, HttpMethod.PUT],
  integration,
  authorizer: serviceUsers.http,
});

// The same routes on a REST API.
const restApi = new RestApi(stack, 'RestApi', { cloudWatchRole: false });
const report = restApi.root.addResource('teams').addResource('{team}').addResource('report');
for (const method of ['GET', 'PUT']) {
  report.addMethod(method, new LambdaIntegration(teamReport), { authorizer: serviceUsers.rest });
}

// A route for callers that sign with an IAM role and have no token. Allow each role with `grantInvoke` of the route.
httpApi.addRoutes({
  path: '/signed/teams/{team}/report',
  methods: [HttpMethod.GET],
  integration,
  authorizer: new HttpIamAuthorizer(),
});
serviceUsers.grantIdentify(teamReport);

new CfnOutput(stack, 'HttpApiUrl', { value: httpApi.apiEndpoint });
