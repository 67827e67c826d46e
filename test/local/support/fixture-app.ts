// Replaces the CDK app in tests: writes an assembly without synthesizing.
import {
  apiResources,
  functionResource,
  type Resources,
  routeResources,
  signedApiResources,
  tableResource,
  writeAssembly,
} from './assembly.ts';
import { counter, createToken, customResource, getMe, logIn, transaction } from './functions.ts';

const { CDK_OUTDIR = '', CDK_CONTEXT_JSON = '' } = process.env;
const context = JSON.parse(CDK_CONTEXT_JSON);
if (context.stage !== 'dev' || !/^http:\/\/localhost:\d+$/.test(context['oidc-issuer'])) {
  throw new Error(`the context should be of this machine, not ${CDK_CONTEXT_JSON}`);
}

const withTable = { Environment: { Variables: { TABLE_NAME: { Ref: 'Table' } } } };
const resources: Resources = {
  ...apiResources,
  ...signedApiResources,
  Table: tableResource,
  Count: functionResource('counter', withTable),
  Write: functionResource('transaction', withTable),
  LogIn: functionResource('logIn'),
  CreateToken: functionResource('createToken', withTable),
  GetMe: functionResource('getMe', withTable),
  Seed: functionResource('customResource'),
  Admin: {
    Type: 'Custom::FirstAdmin',
    Properties: { ServiceToken: { 'Fn::GetAtt': ['Seed', 'Arn'] }, Email: context['admin-email'] },
  },
  ...routeResources('POST /count', 'Count'),
  ...routeResources('POST /write', 'Write'),
  ...routeResources('POST /api/login', 'LogIn'),
  ...routeResources('POST /api/user-tokens', 'CreateToken'),
  ...routeResources('GET /api/me', 'GetMe'),
};

writeAssembly(CDK_OUTDIR, {
  resources,
  code: { counter, createToken, customResource, getMe, logIn, transaction },
});
