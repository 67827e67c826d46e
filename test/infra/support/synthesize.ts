// The stack as a deployer's options make it, synthesized in this process.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
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
  'runbooks-url': 'https://wiki.example.com/runbooks/',
  'log-retention-days': '30',
  tracing: 'true',
  'open-concurrency': '5',
};

export function appWith(context: Context): { readonly app: App; readonly stack: ServiceUsersStack } {
  const app = new App({ context: { ...ADMIN, ...context } });
  return { app, stack: new ServiceUsersStack(app, 'service-users-test', { config: readConfig(app.node) }) };
}

export interface Synthesized {
  readonly template: Template;
  /** The resources of a type, by logical id. */
  resources(type: string): Record<string, Resource>;
  /** Their properties. */
  properties(type: string): Properties[];
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not.
type Properties = any;
interface Resource {
  readonly Properties: Properties;
  readonly DeletionPolicy?: string;
}

export function synthesized(context: Context): Synthesized {
  const template = Template.fromStack(appWith(context).stack);
  const resources = (type: string) => template.findResources(type) as Record<string, Resource>;
  const properties = (type: string) => Object.values(resources(type)).map(({ Properties }) => Properties);
  return { template, resources, properties };
}
