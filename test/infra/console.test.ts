// The web console in the template: the URLs of its login, and a stack without it.
import { Template } from 'aws-cdk-lib/assertions';
import { expect, it } from 'vitest';
import { appWith, synthesized } from './support/synthesize.ts';

const production = await synthesized('production');

/** The functions that serve files, by the part of the path that the stack gives them. */
const consoleFunctions = (template: Template) =>
  Object.keys(template.findResources('AWS::Lambda::Function')).filter((id) => /serveconsole/i.test(id));

it('lets Cognito return to the callback of the console, and to its page for signed-out people', () => {
  const [client] = production.properties('AWS::Cognito::UserPoolClient');
  expect(JSON.stringify(client.CallbackURLs)).toContain('/console/callback');
  expect(client.LogoutURLs).toHaveLength(1);
  expect(JSON.stringify(client.LogoutURLs)).toContain('/console/signed-out');
  expect(consoleFunctions(production.template)).toHaveLength(1);
});

it('is left out with the option console: false', () => {
  const { stack } = appWith({ stage: 'dev', console: 'false' });
  const template = Template.fromStack(stack);
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
    ({ Properties }) => Properties.RouteKey as string,
  );
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter((route) => route.startsWith('ANY '))).toEqual([]);
  expect(consoleFunctions(template)).toEqual([]);
  expect(template.findOutputs('ConsoleUrl')).toEqual({});
  const [client] = Object.values(template.findResources('AWS::Cognito::UserPoolClient'));
  expect(client?.Properties.LogoutURLs).toBeUndefined();
  expect(JSON.stringify(client?.Properties.CallbackURLs)).not.toContain('/console');
});
