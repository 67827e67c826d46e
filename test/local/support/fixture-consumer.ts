// Replaces the CDK app of another team in tests: an API with one route to a function of the system.
import { apiResources, writeAssembly } from './assembly.ts';

const { CDK_OUTDIR = '', CDK_CONTEXT_JSON = '' } = process.env;
const stackName = JSON.parse(CDK_CONTEXT_JSON)['service-users-stack'];
const ApiId = { Ref: 'Api' };
writeAssembly(CDK_OUTDIR, {
  resources: {
    ...apiResources,
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'reports', ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        ApiId,
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: `arn:aws:lambda:us-east-1:000000000000:function:${stackName}-Count`,
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: { ApiId, RouteKey: 'POST /count', Target: 'integrations/integration' },
    },
  },
});
