// The options of a deployment: an invalid value, a missing option and an unknown option fail the synthesis and are named.
import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { describe, expect, it, vi } from 'vitest';
import { OPTIONS, readConfig } from '../../infra/config.ts';
import { ADMIN, EVERYTHING } from './support/synthesize.ts';

const read = (context: Record<string, unknown>) => readConfig(new App({ context: { ...ADMIN, ...context } }).node);

describe('an option is rejected by name', () => {
  it.each([
    ['stage', 'production', 'stage must be dev or prod, not "production"'],
    ['admin-email', 'ada', 'admin-email must be an e-mail address, not "ada"'],
    [
      'allowed-email-domains',
      'example.com,@example.org',
      'allowed-email-domains must be a domain name, not "@example.org"',
    ],
    ['token-prefix', 'Acme!', 'token-prefix must be 1-16 lower-case letters and digits, not "Acme!"'],
    [
      'cors-origins',
      'https://app.example.com/',
      'cors-origins must be an origin such as https://app.example.com, not "https',
    ],
    ['cors-origins', 'http://app.example.com', 'cors-origins must be an https origin, or an http origin of localhost'],
    [
      'cors-origins',
      'http://localhost:5173',
      'cors-origins must be https origins in the stage prod, not "http://localh',
    ],
    ['oidc-issuer', 'http://issuer.example.com', 'oidc-issuer must be an https URL, not "http://issuer.example.com"'],
    ['oidc-trusts-emails', 'yes', 'oidc-trusts-emails must be true or false, not "yes"'],
    ['login-email-from', 'login', 'login-email-from must be an e-mail address, not "login"'],
    ['oidc-audience', '', 'oidc-audience must be a client id, not ""'],
    ['github-keys-url', 'github.com', 'github-keys-url must be an https URL, not "github.com"'],
    ['login-callback-urls', 'http://app.example.com', 'login-callback-urls must be an https URL, not "http://app'],
    ['consumer-accounts', '111111111111;222222222222', 'consumer-accounts must be 12 digits, not "1111'],
    ['consumer-accounts', '*', 'consumer-accounts must be 12 digits, not "*"'],
    ['consumer-accounts', '222222222222,222222222222', 'consumer-accounts must be a list without duplicates, not "222'],
    ['standby-region', 'Ireland', 'standby-region must be a region, such as eu-west-1, not "Ireland"'],
    ['bearer-domain', 'https://api.example.com', 'bearer-domain must be a domain name, not "https://api.example.com"'],
    ['signed-domain', 'localhost', 'signed-domain must be a domain name, not "localhost"'],
    ['certificate-arn', 'arn:aws:iam::000000000000:role/x', 'certificate-arn must be an ARN of acm, not "arn:aws:iam'],
    ['alarm-email', 'oncall', 'alarm-email must be an e-mail address, not "oncall"'],
    ['alarm-topic-arn', 'alarms', 'alarm-topic-arn must be an ARN of sns, not "alarms"'],
    ['notify-owners', 'ses:jane@example.com', 'notify-owners must be sns: and the ARN of an SNS topic, not "ses:jane'],
    ['runbooks-url', 'docs', 'runbooks-url must be an https URL, not "docs"'],
    ['log-retention-days', '31', 'log-retention-days must be one of 1, 3, 5,'],
    ['tracing', 'yes', 'tracing must be true or false, not "yes"'],
    ['audit-archive', 'yes', 'audit-archive must be none, or a number of days from 1 to 36500, not "yes"'],
    ['audit-archive', '36501', 'audit-archive must be none, or a number of days from 1 to 36500, not "36501"'],
    ['open-concurrency', '0', 'open-concurrency must be none, or a whole number from 1 to 999, not "0"'],
  ])('%s=%s', (option, value, message) => {
    expect(() => read({ [option]: value })).toThrow(message);
    expect(OPTIONS).toContain(option);
  });

  it('when it is missing', () => {
    expect(() => readConfig(new App().node)).toThrow('The configuration is invalid: admin-email is missing');
  });

  it.each(['stag', 'token_prefix', 'Stage'])('when it is unknown: %s', (option) => {
    expect(() => read({ [option]: 'prod' })).toThrow(`unknown option: ${option} (the options are stage, admin-email,`);
  });

  it.each([
    [{ 'oidc-issuer': 'https://issuer.example.com' }, 'oidc-audience requires oidc-issuer'],
    [{ 'oidc-audience': 'client' }, 'oidc-audience requires oidc-issuer'],
    [
      { 'login-email-from': 'a@example.com', 'oidc-issuer': 'https://issuer.example.com', 'oidc-audience': 'client' },
      'login-email-from excludes oidc-issuer',
    ],
    [{ 'oidc-trusts-emails': 'true' }, 'oidc-trusts-emails requires oidc-issuer'],
    [{ 'bearer-domain': 'api.example.com' }, 'certificate-arn is required with bearer-domain or signed-domain'],
    [
      { 'certificate-arn': EVERYTHING['certificate-arn'] },
      'certificate-arn is required with bearer-domain or signed-domain',
    ],
    [{ ...EVERYTHING, 'signed-domain': 'api.example.com' }, 'signed-domain must be different from bearer-domain'],
    [
      { 'alarm-email': 'oncall@example.com', 'alarm-topic-arn': 'arn:aws:sns:eu-central-1:000000000000:alarms' },
      'alarm-topic-arn excludes alarm-email',
    ],
  ])('when it requires or excludes another: %o', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });

  it.each([
    ['eu-west-1', 'standby-region must be different from the region of the stack, eu-west-1'],
    [undefined, 'standby-region requires the region of the stack: set AWS_REGION'],
  ])('when the stack is in region %s, and its standby in eu-west-1', (region, message) => {
    vi.stubEnv('CDK_DEFAULT_REGION', region);
    expect(() => read({ 'standby-region': 'eu-west-1' })).toThrow(message);
    vi.unstubAllEnvs();
  });

  it('together with all other invalid options, in one line', () => {
    expect(() => read({ stage: 'x', tracing: 'y', colour: 'red' })).toThrow(
      /^The configuration is invalid: stage [^\n]*; tracing [^\n]*; unknown option: colour [^\n]*$/,
    );
  });
});

it('allows an http origin of localhost in the stage dev only', () => {
  const origins = { 'cors-origins': 'https://app.example.com,http://localhost:5173' };
  expect(read({ ...origins, stage: 'dev' })['cors-origins']).toHaveLength(2);
  expect(() => read(origins)).toThrow('cors-origins must be https origins in the stage prod');
});

it('allows a loopback address for native apps as login callback in every stage (RFC 8252)', () => {
  for (const stage of ['dev', 'prod']) {
    expect(read({ stage })['login-callback-urls']).toEqual(['http://localhost:3000/']);
    expect(read({ stage, 'login-callback-urls': 'http://127.0.0.1:7777/' })['login-callback-urls']).toHaveLength(1);
  }
});

it('reads the same options from cdk.json and from the command line, and ignores the context of the CDK itself', () => {
  const own = { '@aws-cdk/core:newStyleStackSynthesis': true, 'acknowledged-issue-numbers': [1], 'hosted-zone:x': {} };
  const context = { ...own, tracing: true, 'log-retention-days': 30, 'cors-origins': ['https://a.example.com'] };
  expect(read(context)).toEqual(
    read({ tracing: 'true', 'log-retention-days': '30', 'cors-origins': 'https://a.example.com' }),
  );
});

it('has every option in a row of the table in docs/deploying.md, and no others', () => {
  const page = readFileSync(new URL('../../docs/deploying.md', import.meta.url), 'utf8');
  const [, section = ''] = page.split('\n## Options');
  const rows = section.split('\n## ')[0]?.matchAll(/^\| (`[^|]*) \|/gm) ?? [];
  const documented = [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name]) => name));
  expect(documented.sort()).toEqual([...OPTIONS].sort());
});
