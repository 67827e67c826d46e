// What lets a deployment succeed in an account with many APIs, in a new account, and after a deployment that failed.
import { expect, it } from 'vitest';
import { synthesized } from './support/synthesize.ts';

const production = await synthesized('production');
const { resources } = production;

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
