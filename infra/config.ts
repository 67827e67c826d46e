// The options of a deployment, given as CDK context (`-c stage=dev`). They are parsed once. Options that are invalid, missing
// or unknown fail the synthesis, and the error names each of them.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod';

/** The error for a value that is not as described. */
const must = (description: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'is missing' : `must be ${description}, not "${input}"`,
});

const listOf = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item));

const LOCAL = /^(?:localhost|127\.0\.0\.1)$/;

/** An https URL, or an http URL of this machine. */
const safeUrl = z.string().refine(isSafeUrl, must('an https URL'));

function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL.test(url.hostname));
}

const origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, must('an origin such as https://app.example.com'))
  .refine(isSafeUrl, must('an https origin, or an http origin of localhost'));

const email = z.email(must('an e-mail address'));

const DOMAIN = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?\\.)+[a-zA-Z]{2,}';
const domain = z.string().regex(new RegExp(`^${DOMAIN}$`), must('a domain name'));

const arn = (service: string, resource: string) =>
  z
    .string()
    .regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource}$`), must(`an ARN of ${service}`));

const RETENTIONS = Object.values(RetentionDays)
  .filter((days) => typeof days === 'number' && days !== RetentionDays.INFINITE)
  .map(String);

const flag = z.enum(['true', 'false'], must('true or false')).transform((value) => value === 'true');

const Options = z.strictObject({
  /** With `prod`, the data is kept when the stack is deleted. With `dev`, nothing is kept. */
  stage: z.enum(['dev', 'prod'], must('dev or prod')).default('prod'),
  /** E-mail address of the first human Admin, who is created at the first deployment. */
  'admin-email': email,
  /** E-mail domains, separated by commas, whose people get an account at their first login. Others need an invitation. */
  'allowed-email-domains': listOf(domain).default([]),
  /** Prefix of every token, as in `acme_svc_...`. */
  'token-prefix': z
    .string()
    .regex(/^[a-z0-9]{1,16}$/, must('1-16 lower-case letters and digits'))
    .optional(),
  /** Origins of web pages that may call the bearer API, separated by commas. */
  'cors-origins': listOf(origin).optional(),
  /** URL of your OIDC issuer. Without one, the stack creates a Cognito user pool. */
  'oidc-issuer': safeUrl.optional(),
  /** Client id in the audience of the ID tokens of the issuer. */
  'oidc-audience': z.string().min(1, must('a client id')).optional(),
  /** Whether e-mail addresses of the issuer are trusted when its ID tokens have no claim `email_verified`. */
  'oidc-trusts-emails': flag.optional(),
  /** URL of the public keys of GitHub secret scanning. */
  'github-keys-url': safeUrl.default('https://api.github.com/meta/public_keys/secret_scanning'),
  /** Other AWS accounts, separated by commas, whose APIs may use the authorizer. */
  'consumer-accounts': listOf(z.string().regex(/^\d{12}$/, must('12 digits')))
    .refine((accounts) => new Set(accounts).size === accounts.length, must('a list without duplicates'))
    .default([]),
  /** URLs, separated by commas, that the hosted login of Cognito may redirect to. */
  'login-callback-urls': listOf(safeUrl).default(['http://localhost:3000/']),
  /** Whether the bearer API serves the web console. */
  console: flag.default(true),
  /** Address from which Cognito sends its mails, with SES. Its domain must be a verified identity of SES in the region. */
  'login-email-from': email.optional(),
  /** Second region with a replica of the table, for disaster recovery. */
  'standby-region': z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, must('a region, such as eu-west-1'))
    .optional(),
  /** Custom domain name of the bearer API. */
  'bearer-domain': domain.optional(),
  /** Custom domain name of the signed API. */
  'signed-domain': domain.optional(),
  /** ACM certificate for the custom domain names, in the region of the stack. */
  'certificate-arn': arn('acm', 'certificate/[\\w-]+').optional(),
  /** E-mail address that receives alarms. */
  'alarm-email': email.optional(),
  /** ARN of an SNS topic that receives alarms, instead of `alarm-email`. */
  'alarm-topic-arn': arn('sns', '[\\w-]+').optional(),
  /** `sns:` and the ARN of an SNS topic that gets the notices of each owner, once a day. */
  'notify-owners': z
    .string()
    .regex(/^sns:arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+$/, must('sns: and the ARN of an SNS topic'))
    .transform((text) => text.slice('sns:'.length))
    .optional(),
  /** URL of the folder `docs/runbooks`, for links in alarms. */
  'runbooks-url': safeUrl.optional(),
  /** Number of days that logs are kept. */
  'log-retention-days': z
    .enum(RETENTIONS, must(`one of ${RETENTIONS.join(', ')}`))
    .transform((days): RetentionDays => Number(days))
    .default(RetentionDays.THREE_MONTHS),
  /** Days for which the archive of the audit log keeps each entry unchanged (S3 Object Lock). `none` creates no archive. */
  'audit-archive': z
    .string()
    .regex(/^(?:none|[1-9]\d{0,4})$/, must('none, or a number of days from 1 to 36500'))
    .refine((value) => value === 'none' || Number(value) <= 36_500, must('none, or a number of days from 1 to 36500'))
    .transform((value) => (value === 'none' ? undefined : Number(value)))
    .optional(),
  /** Whether the functions send traces to X-Ray. */
  tracing: flag.default(false),
  /** Reserved concurrency of each public operation, which is also its maximum. `none` sets no limit. */
  'open-concurrency': z
    .string()
    .regex(/^(?:none|[1-9]\d{0,2})$/, must('none, or a whole number from 1 to 999'))
    .transform((value) => (value === 'none' ? undefined : Number(value)))
    .optional(),
});

export const OPTIONS: readonly string[] = Object.keys(Options.shape);

/** Checks the options that require or exclude each other. */
const Config = Options.check(({ value, issues }) => {
  const report = (option: keyof typeof value, message: string) =>
    issues.push({ code: 'custom', path: [option], message, input: value });
  if ((value['oidc-issuer'] === undefined) !== (value['oidc-audience'] === undefined)) {
    report(
      'oidc-audience',
      'requires oidc-issuer, and oidc-issuer requires it: set both, or neither for a Cognito user pool',
    );
  }
  if (value['oidc-trusts-emails'] !== undefined && value['oidc-issuer'] === undefined) {
    report('oidc-trusts-emails', 'requires oidc-issuer: a Cognito user pool verifies e-mail addresses itself');
  }
  if (value['login-email-from'] !== undefined && value['oidc-issuer'] !== undefined) {
    report('login-email-from', 'excludes oidc-issuer: it is the sender of the mails of a Cognito user pool');
  }
  const httpOrigins = value['cors-origins']?.filter((one) => !one.startsWith('https:')) ?? [];
  if (value.stage === 'prod' && httpOrigins.length > 0) {
    report('cors-origins', `must be https origins in the stage prod, not "${httpOrigins.join(',')}"`);
  }
  const hasDomain = value['bearer-domain'] !== undefined || value['signed-domain'] !== undefined;
  if (hasDomain !== (value['certificate-arn'] !== undefined)) {
    report('certificate-arn', 'is required with bearer-domain or signed-domain, and only then');
  }
  if (value['bearer-domain'] !== undefined && value['bearer-domain'] === value['signed-domain']) {
    report('signed-domain', 'must be different from bearer-domain');
  }
  if (value['standby-region'] !== undefined) {
    // The CDK CLI sets it from the profile or from AWS_REGION.
    const { CDK_DEFAULT_REGION: region } = process.env;
    if (region === undefined) report('standby-region', 'requires the region of the stack: set AWS_REGION');
    if (region === value['standby-region'])
      report('standby-region', `must be different from the region of the stack, ${region}`);
  }
  if (value['alarm-email'] !== undefined && value['alarm-topic-arn'] !== undefined) {
    report('alarm-topic-arn', 'excludes alarm-email: set only one of them');
  }
});
export type Config = z.infer<typeof Config>;

/** Context keys that the CDK itself writes. */
const CDK_KEYS = /[:/]|^(?:acknowledged-issue-numbers|cli-telemetry)$/;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError that names, in one line, every option that is invalid, missing or unknown */
export function readConfig(node: Node): Config {
  const context = Object.entries<unknown>(node.getAllContext()).filter(([key]) => !CDK_KEYS.test(key));
  // All values from the command line are strings. cdk.json may contain numbers, booleans and lists.
  const parsed = Config.safeParse(Object.fromEntries(context.map(([key, value]) => [key, String(value)])));
  if (parsed.success) return parsed.data;
  throw new ConfigError(`The configuration is invalid: ${parsed.error.issues.map(explain).join('; ')}`);
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${String(issue.path[0])} ${issue.message}`;
  return `unknown option: ${issue.keys.join(', ')} (the options are ${OPTIONS.join(', ')})`;
}
