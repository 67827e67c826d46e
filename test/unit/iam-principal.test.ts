// Parsing and matching of IAM principals.
import { describe, expect, it } from 'vitest';
import { formatIamPrincipal, isBoundTo, parseIamPrincipal, warningsFor } from '../../shared/domain/iam-principal.ts';

const normal = (text: string) => {
  const principal = parseIamPrincipal(text);
  return principal && formatIamPrincipal(principal);
};
/** From `!` to `~`. */
const PATH_CHARACTERS = String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, index) => 0x21 + index));
const ROLE = 'arn:aws:iam::123456789012:role/airflow';

describe('the normal form of an IAM principal', () => {
  it.each([
    [ROLE, ROLE],
    ['arn:aws:iam::123456789012:role/teams/data/airflow', ROLE],
    ['arn:aws:sts::123456789012:assumed-role/airflow/i-0abc', ROLE],
    ['arn:aws:iam::123456789012:user/ops/cron', 'arn:aws:iam::123456789012:user/cron'],
    ['arn:aws-cn:iam::123456789012:role/airflow', 'arn:aws-cn:iam::123456789012:role/airflow'],
    ['arn:aws-us-gov:sts::123456789012:assumed-role/airflow/x@y.z', 'arn:aws-us-gov:iam::123456789012:role/airflow'],
    [
      'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Data_0123456789abcdef',
      'arn:aws:iam::123456789012:role/AWSReservedSSO_Data_0123456789abcdef',
    ],
    [`${ROLE}#AROAEXAMPLEEXAMPLE01`, `${ROLE}#AROAEXAMPLEEXAMPLE01`],
    ['arn:aws:iam::123456789012:role/a#b/#/airflow#AROAEXAMPLEEXAMPLE01', `${ROLE}#AROAEXAMPLEEXAMPLE01`],
    ['arn:aws:iam::123456789012:role/#AROAEXAMPLEEXAMPLE01/airflow', ROLE],
    [`arn:aws:iam::123456789012:role/${PATH_CHARACTERS}/airflow`, ROLE],
    [`arn:aws:iam::123456789012:role/${'p'.repeat(510)}/airflow`, ROLE],
    ...['aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'].map((partition) => [
      `arn:${partition}:iam::123456789012:role/team:data/airflow#AROAEXAMPLEEXAMPLE01`,
      `arn:${partition}:iam::123456789012:role/airflow#AROAEXAMPLEEXAMPLE01`,
    ]),
  ])('of %s is %s', (text, expected) => {
    expect(normal(text)).toBe(expected);
  });

  it.each([
    '',
    '*',
    'arn:aws:iam::123456789012:root',
    '123456789012',
    'arn:aws:iam::123456789012:role/*',
    'arn:aws:iam::123456789012:role/air?low',
    'arn:aws:iam::*:role/airflow',
    'arn:aws:iam::12345:role/airflow',
    'arn:aws:iam::123456789012:group/data',
    'arn:aws:sts::123456789012:federated-user/bob',
    'arn:aws:iam::123456789012:role/',
    'arn:evil:iam::123456789012:role/airflow',
    ` ${ROLE}`,
    `${ROLE}\n`,
    `${ROLE}#AIDAEXAMPLEEXAMPLE01`,
    `${ROLE}#`,
    `${ROLE}#AROAEXAMPLEEXAMPLE01#x`,
    'arn:aws:iam::123456789012:user/cron#AROAEXAMPLEEXAMPLE01',
  ])('does not exist for %j', (text) => {
    expect(normal(text)).toBeUndefined();
  });
});

describe('a warning', () => {
  const warnings = (name: string) => warningsFor([`arn:aws:iam::123456789012:role/${name}`]);
  it.each([
    ['IAM Identity Center', 'AWSReservedSSO_Admin_0123456789abcdef#AROAEXAMPLEEXAMPLE01'],
    ['a Cognito identity pool', 'Cognito_PipelinesAuth_Role'],
    ['a Cognito identity pool', 'Cognito_PipelinesUnauth_Role'],
    ['a Cognito identity pool', 'amplify-portal-dev-12345-authRole'],
    ['a Cognito identity pool', 'amplify-portal-dev-12345-unauthRole'],
    ['a Cognito identity pool', 'amplify-portal-dev-12345-authRole-idp'],
    ['a Cognito identity pool', 'amplify-portal-ada-sandbox-amplifyAuthauthenticatedU-0AbC'],
    ['a Cognito identity pool', 'amplify-portal-ada-sandbox-amplifyAuthunauthenticate-0AbC'],
    ['a Cognito identity pool', 'Portal-IdentityPoolAuthenticatedRole-0AbC'],
    ['a Cognito identity pool', 'Portal-IdentityPoolUnauthenticatedRole-0AbC'],
  ])('names %s for %s', (issuer, name) => {
    expect(warnings(name)).toEqual([expect.stringContaining(`is a role of ${issuer}: `)]);
  });

  it.each(['airflow', 'cognito-auth-sync', 'author-role', 'authorizer', 'amplify-deploy', 'sso-sync'])(
    'is not given for %s',
    (name) => {
      expect(warnings(name)).toEqual([]);
    },
  );
});

describe('a binding', () => {
  const caller = { arn: 'arn:aws:sts::123456789012:assumed-role/airflow/run-7', user_id: 'AROAEXAMPLEEXAMPLE01:run-7' };
  it.each([
    [ROLE, true],
    [`${ROLE}#AROAEXAMPLEEXAMPLE01`, true],
    [`${ROLE}#AROAEXAMPLEEXAMPLE02`, false],
    ['arn:aws:iam::123456789012:role/other', false],
    ['arn:aws:iam::999999999999:role/airflow', false],
    ['arn:aws:iam::123456789012:user/airflow', false],
  ])('to %s matches the caller: %s', (text, expected) => {
    const binding = parseIamPrincipal(text);
    expect(binding && isBoundTo(binding, caller)).toBe(expected);
  });
});
