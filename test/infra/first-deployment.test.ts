// What lets a deployment succeed in an account with many APIs, in a new account, and after a deployment that failed.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { operations } from '../../infra/operations.ts';
import { synthesized } from './support/synthesize.ts';

const { resources } = await synthesized('production');
/** With the archive of the audit log. */
const everything = await synthesized('everything');

const accessLogGroups = Object.values(resources('AWS::ApiGatewayV2::Stage')).map(
  ({ Properties }) => Properties.AccessLogSettings.DestinationArn,
);

it('writes access logs to groups with the prefix that needs no entry in the resource policy of the account', () => {
  const logGroups = resources('AWS::Logs::LogGroup');
  const names = accessLogGroups.map((arn) => {
    const [id] = Object.keys(logGroups).filter((one) => JSON.stringify(arn).includes(`"${one}"`));
    return logGroups[id ?? '']?.Properties.LogGroupName['Fn::Join'][1];
  });
  // The UUID of the stack keeps the name apart from that of a group that an earlier deployment has left.
  const uuid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  expect(names).toEqual(['bearer', 'signed'].map((api) => [`/aws/vendedlogs/service-users-test-${api}/`, uuid]));
});

it('creates each stage after all routes of its API, so that it is deployed once', () => {
  const routes = Object.entries(resources('AWS::ApiGatewayV2::Route'));
  for (const { Properties, DependsOn } of Object.values(resources('AWS::ApiGatewayV2::Stage'))) {
    const ofApi = routes.filter(([, route]) => route.Properties.ApiId.Ref === Properties.ApiId.Ref).map(([id]) => id);
    const routesOfOperations = operations.flatMap(({ operation }) => [
      operation,
      ...(operation.otherRoutes ?? []),
    ]).length;
    expect(ofApi.length).toBeGreaterThanOrEqual(routesOfOperations);
    expect(DependsOn?.toSorted()).toEqual(ofApi.sort());
  }
});

it('has each resource that docs/first-deployment.md names by its logical id', () => {
  const page = readFileSync(new URL('../../docs/first-deployment.md', import.meta.url), 'utf8');
  const named = [...page.matchAll(/\(named (\w+) (AWS::[\w:]+)\)/g)].map(([, prefix = '', type = '']) => ({
    prefix,
    type,
  }));
  expect(named.length).toBeGreaterThan(5);
  const found = named.map(({ prefix, type }) =>
    Object.keys(everything.resources(type)).filter((id) => id.startsWith(prefix)),
  );
  expect(found.map(({ length }) => length)).toEqual(named.map(() => 1));
});
