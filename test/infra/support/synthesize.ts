// The stack with the options of a deployer. A run of tests synthesizes each of the stacks below once. A file that needs a stack
// that another worker is synthesizing helps with the others meanwhile.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { App, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { inject } from 'vitest';
import { readConfig } from '../../../infra/config.ts';
import { ServiceUsersStack } from '../../../infra/stack.ts';

type Context = Readonly<Record<string, string>>;

export const ADMIN = { 'admin-email': 'admin@example.com' };

/** Every option that adds something to the stack. */
export const EVERYTHING: Context = {
  'token-prefix': 'acme',
  'cors-origins': 'https://app.example.com',
  'consumer-accounts': '111111111111, 222222222222',
  'bearer-domain': 'api.example.com',
  'signed-domain': 'signed.example.com',
  'certificate-arn': 'arn:aws:acm:eu-central-1:000000000000:certificate/1234',
  'alarm-email': 'oncall@example.com',
  'login-email-from': 'login@mail.example.com',
  'runbooks-url': 'https://wiki.example.com/runbooks/',
  'log-retention-days': '30',
  tracing: 'true',
  'open-concurrency': '5',
  'audit-archive': '2555',
  'notify-owners': 'sns:arn:aws:sns:us-east-1:111111111111:owners',
};

export const ALARM_TOPIC_ARN = 'arn:aws:sns:eu-central-1:000000000000:alarms';

const CONTEXTS = {
  production: { stage: 'prod' },
  development: { stage: 'dev' },
  developmentWithAlarmTopic: { stage: 'dev', 'alarm-topic-arn': ALARM_TOPIC_ARN },
  everything: { ...EVERYTHING, stage: 'prod' },
} as const satisfies Record<string, Context>;

/** A stack that the tests of a run share. */
export type StackName = keyof typeof CONTEXTS;
const STACK_NAMES = Object.keys(CONTEXTS) as StackName[];

export function appWith(context: Context): { readonly app: App; readonly stack: ServiceUsersStack } {
  // The validation takes most of the time of a synthesis. `npm run synth` has it.
  const app = new App({ context: { ...ADMIN, ...context }, builtinCloudFormationValidation: false });
  const consoleFolder = fileURLToPath(new URL('console', import.meta.url));
  return {
    app,
    stack: new ServiceUsersStack(app, 'service-users-test', { config: readConfig(app.node), consoleFolder }),
  };
}

export interface Synthesized {
  readonly template: Template;
  /** The resources of a type, by logical id. */
  resources(type: string): Record<string, Resource>;
  /** Their properties. */
  properties(type: string): Properties[];
  /** The policies of the roles, with the logical id of the role. */
  rolePolicies(): readonly { readonly role: string; readonly PolicyDocument: Properties }[];
  /** What the rules of AWS Solutions (cdk-nag) report; null when they report nothing. */
  readonly findings: string | null;
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not.
type Properties = any;
interface Resource {
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
}

/** What the file of a stack contains. */
interface Stored {
  readonly template: Record<string, unknown>;
  readonly findings: string | null;
}

/** The stack as a run of tests synthesizes it once. */
export async function synthesized(name: StackName): Promise<Synthesized> {
  const { template: json, findings } = await stored(name);
  const template = Template.fromJSON(json);
  const resources = (type: string) => template.findResources(type) as Record<string, Resource>;
  const properties = (type: string) => Object.values(resources(type)).map(({ Properties }) => Properties);
  const rolePolicies = () =>
    Object.entries(resources('AWS::IAM::Role')).flatMap(([role, { Properties }]) =>
      (Properties.Policies ?? []).map(({ PolicyDocument }: Properties) => ({ role, PolicyDocument })),
    );
  return { template, resources, properties, rolePolicies, findings };
}

const POLL_MS = 100;
const LONGEST_WAIT_MS = 120_000;

async function stored(name: StackName): Promise<Stored> {
  const folder = inject('templates');
  const file = join(folder, `${name}.json`);
  for (let waited = 0; !existsSync(file); waited += POLL_MS) {
    if (waited > LONGEST_WAIT_MS) throw new Error(`Another file should have synthesized the stack "${name}"`);
    const unclaimed = [name, ...STACK_NAMES].find((each) => isFirst(join(folder, each)));
    if (unclaimed) store(folder, unclaimed);
    else await sleep(POLL_MS);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Whether nothing else in this run has started to synthesize the stack, which the folder marks. */
function isFirst(mark: string): boolean {
  return mkdirSync(mark, { recursive: true }) !== undefined;
}

function store(folder: string, name: StackName): void {
  const { app, stack } = appWith(CONTEXTS[name]);
  const findings = findingsIn(app);
  // A stack without findings is synthesized already.
  const template = Template.fromStack(findings === null ? stack : appWith(CONTEXTS[name]).stack).toJSON();
  const content: Stored = { template, findings };
  const file = join(folder, `${name}.json`);
  writeFileSync(`${file}.part`, JSON.stringify(content));
  renameSync(`${file}.part`, file);
}

/** Synthesizes the app, and returns what the rules of AWS Solutions report. Findings end the synthesis. */
function findingsIn(app: App): string | null {
  try {
    synthesizeChecked(app);
    return null;
  } catch (error) {
    return String(error);
  }
}

/** @throws Error when the rules of AWS Solutions report a finding that is not acknowledged. */
export function synthesizeChecked(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}
