import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type DynamoDbLocal, startDynamoDb } from '../../infra/local/dynamodb-local.ts';
import { type System, type SystemOptions, startSystem } from '../../infra/local/system.ts';
import { startDynamoDbProxy } from '../support/dynamodb-proxy.ts';
import {
  apiResources,
  type FixtureStack,
  functionResource,
  type Resources,
  routeResources,
  signedApiResources,
  tableResource,
} from './support/assembly.ts';
import { counter, customResource } from './support/functions.ts';
import { signingKey } from './support/serve-api.ts';
import { temporaryAssembly, temporaryFolder } from './support/temporary.ts';

let dynamoDb: DynamoDbLocal;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.stop());

const counting: FixtureStack = {
  resources: {
    ...apiResources,
    ...signedApiResources,
    Table: tableResource,
    Count: functionResource('counter', { Environment: { Variables: { TABLE_NAME: { Ref: 'Table' } } } }),
    ...routeResources('POST /count', 'Count'),
  },
  code: { counter, customResource },
};
const seeding = (properties: Record<string, unknown> = {}): FixtureStack => ({
  ...counting,
  resources: {
    ...counting.resources,
    Seed: functionResource('customResource'),
    Admin: {
      Type: 'Custom::FirstAdmin',
      Properties: { ServiceToken: { 'Fn::GetAtt': ['Seed', 'Arn'] }, Email: 'a@b.c', ...properties },
    },
  },
});

let databases = 0;
const newDatabase = () => ({ endpoint: dynamoDb.endpoint, accessKeyId: `db${++databases}`, secretAccessKey: 'secret' });

async function start(stack: FixtureStack, options: Partial<SystemOptions> = {}): Promise<System> {
  const defaults = {
    database: newDatabase(),
    signingKey,
    logFile: join(temporaryFolder(), 'functions.log'),
  };
  const system = await startSystem(temporaryAssembly(stack), { ...defaults, ...options });
  onTestFinished(() => system.stop());
  return system;
}
const count = async ({ bearerUrl }: System) => (await fetch(`${bearerUrl}/count`, { method: 'POST' })).json();

test('serves the routes of the stack with its functions and its table', async () => {
  const system = await start(counting);
  expect(await count(system)).toEqual({ count: 1 });
  expect(await count(system)).toEqual({ count: 2 });
  expect(system.tableName).toBe('fixture-Table');
});

test('runs several systems at once, each with its own database', async () => {
  const [one, two] = await Promise.all([start(counting), start(counting)]);
  await count(one);
  expect(await count(one)).toEqual({ count: 2 });
  expect(await count(two)).toEqual({ count: 1 });
});

test('keeps the data of a database between starts', async () => {
  const database = newDatabase();
  const first = await start(counting, { database });
  await count(first);
  await first.stop();
  expect(await count(await start(counting, { database }))).toEqual({ count: 2 });
});

test('adds an index to the table of an earlier version, and keeps its data', async () => {
  const database = newDatabase();
  const { GlobalSecondaryIndexes: _, ...withoutIndex } = tableResource?.Properties ?? {};
  const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' }];
  const Table = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { ...withoutIndex, AttributeDefinitions } };
  const earlier = await start({ ...counting, resources: { ...counting.resources, Table } }, { database });
  await count(earlier);
  await earlier.stop();
  expect(await count(await start(counting, { database }))).toEqual({ count: 2 });
  expect(await count(await start(counting, { database }))).toEqual({ count: 3 });
});

test('starts although DynamoDB Local fails once in each kind of call', async () => {
  const proxy = await startDynamoDbProxy(dynamoDb.endpoint);
  onTestFinished(() => proxy.stop());
  const failed = new Set<string>();
  proxy.setFault((operation) => {
    if (failed.has(operation)) return 'none';
    failed.add(operation);
    return 'failed';
  });
  const system = await start(counting, { database: { ...newDatabase(), endpoint: proxy.endpoint } });
  proxy.setFault(() => 'none');
  expect(await count(system)).toEqual({ count: 1 });
  expect([...failed]).toEqual(expect.arrayContaining(['DescribeTable', 'CreateTable']));
});

test('rejects a table with other keys, indexes or stream settings than the stack', async () => {
  const database = newDatabase();
  await start(counting, { database });
  const { GlobalSecondaryIndexes: _, ...withoutIndex } = tableResource?.Properties ?? {};
  const resources: Resources = {
    ...counting.resources,
    Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: withoutIndex },
  };
  await expect(start({ ...counting, resources }, { database })).rejects.toThrow(
    'the table fixture-Table has other keys, indexes or stream settings than the stack',
  );
});

test('creates a custom resource at the first start, and updates it at the next start', async () => {
  const options = { database: newDatabase(), deploymentsFile: join(temporaryFolder(), 'custom-resources.json') };
  const eventOf = (system: System) => system.customResources.get('Custom::FirstAdmin')?.Event;
  const properties = { Email: 'a@b.c', ServiceToken: expect.stringContaining(':function:fixture-Seed') };
  const first = await start(seeding(), options);
  expect(eventOf(first)).toEqual({
    RequestType: 'Create',
    RequestId: expect.any(String),
    ResponseURL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\//),
    ResourceType: 'Custom::FirstAdmin',
    LogicalResourceId: 'Admin',
    StackId: expect.stringContaining(':stack/fixture/'),
    ServiceToken: properties.ServiceToken,
    ResourceProperties: properties,
  });
  await first.stop();
  expect(eventOf(await start(seeding({ Email: 'x@y.z' }), options))).toMatchObject({
    RequestType: 'Update',
    PhysicalResourceId: 'made-create',
    OldResourceProperties: properties,
    ResourceProperties: { Email: 'x@y.z' },
  });
});

test('creates a custom resource again when the table is new', async () => {
  const deploymentsFile = join(temporaryFolder(), 'custom-resources.json');
  await start(seeding(), { deploymentsFile });
  const { customResources } = await start(seeding(), { deploymentsFile });
  expect(customResources.get('Custom::FirstAdmin')?.Event).toMatchObject({ RequestType: 'Create' });
});

test.each([
  ['says that it failed', 'customResource', 'the custom resource Admin failed: as the test wants it'],
  ['sends no response', 'silent', 'the custom resource Admin failed: its function sent no valid response'],
  ['throws', 'broken', 'the custom resource Admin failed: broken'],
])('does not start when a custom resource %s', async (_what, key, message) => {
  const stack = seeding({ Status: 'FAILED' });
  const code = { ...stack.code, silent: 'exports.handler = async () => {};', broken: `throw new Error('broken');` };
  await expect(start({ code, resources: { ...stack.resources, Seed: functionResource(key) } })).rejects.toThrow(
    message,
  );
});

test('does not start when its port is in use', async () => {
  const { bearerUrl } = await start(counting);
  const port = Number(new URL(bearerUrl).port);
  await expect(start(counting, { port })).rejects.toThrow(`port ${port} is in use`);
});

test.each<[string, Resources, string]>([
  [
    'a stack without a table',
    { Table: functionResource('counter') },
    'a stack with exactly one table, and this one has none',
  ],
  ['an API without a stage', { Stage: functionResource('counter') }, 'the API Api has no stage'],
  [
    'two APIs',
    {
      Other: apiResources.Api,
      OtherStage: {
        Type: 'AWS::ApiGatewayV2::Stage',
        Properties: { ...apiResources.Stage?.Properties, ApiId: { Ref: 'Other' } },
      },
    } as Resources,
    'a stack with exactly one signed API, and this one has SignedApi, Other',
  ],
  ['a default route', routeResources('$default', 'Count'), 'does not support routes like "$default" (Routedefault)'],
  [
    'a greedy parameter in the middle of a route',
    routeResources('GET /{proxy+}/count', 'Count'),
    'does not support routes like "GET /{proxy+}/count" (RouteGETproxycount)',
  ],
  [
    'code that is not there',
    { Count: functionResource('lost') },
    'the code of the function Count is not in the assembly',
  ],
])('refuses %s', async (_what, resources, message) => {
  await expect(start({ ...counting, resources: { ...counting.resources, ...resources } })).rejects.toThrow(message);
});
