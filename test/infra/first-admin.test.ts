// The custom resource that creates the first Admin.
import { expect, it } from 'vitest';
import { synthesized } from './support/synthesize.ts';

const { resources, template } = await synthesized('production');
const [firstAdmin] = Object.values(resources('Custom::FirstAdmin'));

it('is created after the stages of both APIs, so that the policy of its function is effective', () => {
  expect(firstAdmin?.DependsOn).toEqual(Object.keys(resources('AWS::ApiGatewayV2::Stage')).sort());
});

it('fails after five minutes without a response, and its function has the time to retry for 90 seconds', () => {
  const { ServiceTimeout, ServiceToken } = firstAdmin?.Properties ?? {};
  expect(Number(ServiceTimeout)).toBe(300);
  const { Resources } = template.toJSON();
  expect(Resources[ServiceToken['Fn::GetAtt'][0]].Properties.Timeout).toBe(120);
});
