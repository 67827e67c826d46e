// What a deployer may choose, as CDK context (`-c stage=dev`): parsed once, and what is wrong, missing or unknown fails the
// synthesis by its name.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import * as z from 'zod';

/** What is said of a value that is not `what`. */
const must = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'is missing' : `must be ${what}, not "${input}"`,
});

const listOf = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item));

const LOCAL = /^(?:localhost|127\.0\.0\.1)$/;

/** https, or plain http on this machine. */
const safeUrl = z.string().refine((text) => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOCAL.test(url.hostname));
}, must('an https URL'));

const origin = z
  .string()
  .refine((text) => URL.parse(text)?.origin === text, must('an origin such as https://app.example.com'));

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
  /** `prod` keeps its data when the stack is deleted; `dev` leaves nothing behind. */
  stage: z.enum(['dev', 'prod'], must('dev or prod')).default('prod'),
  /** The first human Admin, made once when the stack is first deployed. */
  'admin-email': email,
  /** Domains whose people get an account at their first login, separated by commas; without any, people are invited. */
  'allowed-email-domains': listOf(domain).default([]),
  /** Put in front of every token, as in `acme_svc_...`. */
  'token-prefix': z
    .string()
    .regex(/^[a-z0-9]{1,16}$/, must('1-16 lower-case letters and digits'))
    .optional(),
  /** Origins of web pages that may call the bearer API, separated by commas. */
  'cors-origins': listOf(origin).optional(),
  /** The company's own OIDC issuer; without one the stack makes a Cognito user pool. */
  'oidc-issuer': safeUrl.optional(),
  /** The client id that the issuer's ID tokens are meant for. */
  'oidc-audience': z.string().min(1, must('a client id')).optional(),
  /** Whether the issuer's e-mails count as verified though its tokens do not say so. */
  'oidc-trusts-emails': flag.optional(),
  /** Where GitHub publishes the keys that its secret scanning signs with. */
  'github-keys-url': safeUrl.default('https://api.github.com/meta/public_keys/secret_scanning'),
  /** Other accounts whose APIs may stand behind the authorizer, separated by commas. */
  'consumer-accounts': listOf(z.string().regex(/^\d{12}$/, must('12 digits')))
    .refine((accounts) => new Set(accounts).size === accounts.length, must('accounts, each named once'))
    .default([]),
  /** Where Cognito's hosted login may send people back to, separated by commas. */
  'login-callback-urls': listOf(safeUrl).default(['http://localhost:3000/']),
  /** A second region that has a copy of the table, which nothing serves: what is left when the region is lost. */
  'standby-region': z
    .string()
    .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, must('a region, such as eu-west-1'))
    .optional(),
  /** The bearer API's own domain name. */
  'bearer-domain': domain.optional(),
  /** The signed API's own domain name. */
  'signed-domain': domain.optional(),
  /** Certificate of these domain names, in the region of the stack. */
  'certificate-arn': arn('acm', 'certificate/[\\w-]+').optional(),
  /** Who is told of alarms. */
  'alarm-email': email.optional(),
  /** An SNS topic that is told of alarms, in the place of one of the stack's own. */
  'alarm-topic-arn': arn('sns', '[\\w-]+').optional(),
  /** Where the folder `docs/runbooks` is read, for the links in the alarms. */
  'runbooks-url': safeUrl.optional(),
  /** How long logs are kept. */
  'log-retention-days': z
    .enum(RETENTIONS, must(`one of ${RETENTIONS.join(', ')}`))
    .transform((days): RetentionDays => Number(days))
    .default(RetentionDays.THREE_MONTHS),
  /** X-Ray traces of the functions. */
  tracing: flag.default(false),
  /** Executions at once that are set aside for each open operation, and the most it may have; `none` sets no limit. */
  'open-concurrency': z
    .string()
    .regex(/^(?:none|[1-9]\d{0,2})$/, must('none, or a whole number from 1 to 999'))
    .transform((value) => (value === 'none' ? value : Number(value)))
    .optional(),
});

export const OPTIONS: readonly string[] = Object.keys(Options.shape);

/** The ones that need each other, or exclude each other. */
const Config = Options.check(({ value, issues }) => {
  const refuse = (option: keyof typeof value, message: string) =>
    issues.push({ code: 'custom', path: [option], message, input: value });
  if ((value['oidc-issuer'] === undefined) !== (value['oidc-audience'] === undefined)) {
    refuse('oidc-audience', 'goes with oidc-issuer: give both, or neither for a Cognito user pool');
  }
  if (value['oidc-trusts-emails'] !== undefined && value['oidc-issuer'] === undefined) {
    refuse('oidc-trusts-emails', 'goes with oidc-issuer: a Cognito user pool verifies e-mails itself');
  }
  const hasDomain = value['bearer-domain'] !== undefined || value['signed-domain'] !== undefined;
  if (hasDomain !== (value['certificate-arn'] !== undefined)) {
    refuse('certificate-arn', 'goes with bearer-domain and signed-domain: a domain name needs its certificate');
  }
  if (value['bearer-domain'] !== undefined && value['bearer-domain'] === value['signed-domain']) {
    refuse('signed-domain', 'must be another than bearer-domain');
  }
  if (value['standby-region'] !== undefined) {
    // The CDK CLI says so, by the profile or AWS_REGION.
    const { CDK_DEFAULT_REGION: region } = process.env;
    if (region === undefined) refuse('standby-region', 'needs the region of the stack: set AWS_REGION');
    if (region === value['standby-region'])
      refuse('standby-region', `must be another than that of the stack, ${region}`);
  }
  if (value['alarm-email'] !== undefined && value['alarm-topic-arn'] !== undefined) {
    refuse('alarm-topic-arn', 'takes the place of alarm-email: give one of them');
  }
});
export type Config = z.infer<typeof Config>;

/** Context that CDK itself writes. */
const OF_CDK = /[:/]|^(?:acknowledged-issue-numbers|cli-telemetry)$/;

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** @throws ConfigError that names, in one line, every option that is wrong, missing or unknown. */
export function readConfig(node: Node): Config {
  const context = Object.entries<unknown>(node.getAllContext()).filter(([key]) => !OF_CDK.test(key));
  // From the command line all are strings; cdk.json may hold numbers, booleans and lists.
  const parsed = Config.safeParse(Object.fromEntries(context.map(([key, value]) => [key, String(value)])));
  if (parsed.success) return parsed.data;
  throw new ConfigError(`The configuration is wrong: ${parsed.error.issues.map(explain).join('; ')}`);
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return `${String(issue.path[0])} ${issue.message}`;
  return `no such option as ${issue.keys.join(', ')}; there are ${OPTIONS.join(', ')}`;
}
