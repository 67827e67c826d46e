// Loads each bundle in a new process, relative to a bundle with only the published DynamoDB client, and lists
// the content of the bundles.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync, type Metafile } from 'esbuild';
import { BUNDLING, bundle } from '../../infra/constructs/bundles.ts';
import { operations } from '../../infra/operations.ts';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { deploy } from '../support/deployment.ts';
import { milliseconds, table, times, whole } from '../support/markdown.ts';
import { each, median, ratio, rounds } from './statistics.ts';
import type { Part, Workbench } from './workbench.ts';

const AUTHORIZER = 'functions/authorizer/authorize-bearer';
const REST_AUTHORIZER = 'functions/authorizer/authorize-rest';
const ROUNDS = 25;
const ROUNDS_OF_OTHERS = 5;

/** Loads a bundle, then reads an item with it. Plain JavaScript, so that type stripping is not measured. */
const PROCESS = `
const cpu = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const [file, token] = process.argv.slice(2);
const start = { wall: performance.now(), cpu: cpu() };
const took = () => ({ wall: performance.now() - start.wall, cpu: cpu() - start.cpu });
const { handler, read } = require(file);
const load = took();
const event = { headers: { authorization: 'Bearer ' + token }, requestContext: { requestId: '', http: { sourceIp: '' } } };
const invokedFunctionArn = 'arn:aws:lambda:us-east-1:000000000000:function:in-process';
const authorize = () => handler(event, { invokedFunctionArn, getRemainingTimeInMillis: () => 10000 }).catch((error) => {
  if (error.message !== 'Unauthorized') throw error;
});
const firstRead = read ?? (token && authorize) ?? (async () => {});
firstRead().then(() => {
  process.stdout.write(JSON.stringify({ load, read: took() }));
  process.exit();
});
`;

/** The simplest function that reads an item. */
const BARE = `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
const Key = { pk: { S: 'USER#0' }, sk: { S: 'ACCOUNT' } };
export const read = () =>
  client.send(new GetItemCommand({ TableName: process.env.TABLE_NAME, ConsistentRead: true, Key }));
`;

interface Took {
  /** Milliseconds. */
  readonly wall: number;
  readonly cpu: number;
}

export const coldStart: Part = async (workbench) => {
  const { folder } = workbench;
  const entries = [AUTHORIZER, REST_AUTHORIZER, ...operations.map(({ operation }) => `functions/${operation.id}`)];
  const metafile = bundle(entries, join(folder, 'bundles'));
  const bare = join(folder, 'bare.js');
  const { alias: _, ...published } = BUNDLING;
  const stdin = { contents: BARE, resolveDir: BUNDLING.absWorkingDir };
  const bareMetafile = buildSync({ ...published, stdin, outfile: bare, metafile: true }).metafile;
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}');
  const start = await starter(workbench);
  const fileOf = (entry: string) => join(folder, 'bundles', entry, 'index.js');

  const measured = await rounds(ROUNDS, {
    bare: () => start(bare, true),
    authorizer: () => start(fileOf(AUTHORIZER), true),
  });
  const took = (part: 'load' | 'read', field: keyof Took) => {
    const [of, over] = [measured.authorizer, measured.bare].map((side) => each(each(side, part), field));
    return [milliseconds(median(over ?? [])), milliseconds(median(of ?? [])), times(ratio(of ?? [], over ?? []))];
  };
  const loads = await rounds(ROUNDS_OF_OTHERS, {
    bare: () => start(bare),
    ...Object.fromEntries(entries.map((entry) => [entry, () => start(fileOf(entry))])),
  });
  const overBare = (entry: string) =>
    times(ratio(each(each(loads[entry as 'bare'] ?? [], 'load'), 'wall'), each(each(loads.bare, 'load'), 'wall')));

  const sizes = [
    ['only the DynamoDB client', ...contents(bareMetafile, 'bare.js'), '1.00'],
    ...entries.map((entry) => [
      entry.replace('functions/', ''),
      ...contents(metafile, `${entry}/index.js`),
      overBare(entry),
    ]),
  ];
  return [
    table(
      ['cold start', 'only the DynamoDB client', 'authorizer', 'ratio'],
      [
        ['load of the bundle', ...took('load', 'wall')],
        ['CPU of the load', ...took('load', 'cpu')],
        ['load and first read', ...took('read', 'wall')],
        ['CPU of load and first read', ...took('read', 'cpu')],
      ],
    ),
    table(['bundle', 'bytes', ...Object.keys(ORIGINS), 'load relative to that client'], sizes),
  ].join('\n\n');
};

async function starter(workbench: Workbench) {
  const { table: deployed } = await deploy(workbench);
  const script = join(workbench.folder, 'cold-start.js');
  writeFileSync(script, PROCESS);
  const env = {
    ...process.env,
    TABLE_NAME: deployed.tableName,
    TOKEN_PREFIX: '',
    OIDC_ISSUER: workbench.issuerUrl,
    OIDC_AUDIENCE: 'bench',
    OIDC_TRUSTS_EMAILS: 'false',
    GITHUB_KEYS_URL: workbench.issuerUrl,
    COMMIT: 'unknown',
    ALLOWED_EMAIL_DOMAINS: '',
  };
  const unknown = mintToken({ account_id: 1, token_id: 1, type: 'Service', prefix: '', random: new Uint8Array(32) });
  return async (file: string, reads = false): Promise<{ load: Took; read: Took }> => {
    const args = [script, file, ...(reads ? [unknown] : [])];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    // The function may have logged before this line.
    return JSON.parse(stdout.split('\n').at(-1) ?? '');
  };
}

/** The origins of the code in a bundle, by package name. */
const ORIGINS: Readonly<Record<string, RegExp>> = {
  'AWS SDK': /^(@aws-sdk|@smithy|@aws|@aws-crypto)\//,
  zod: /^zod$/,
  middy: /^@middy\//,
  'other packages': /./,
  ours: /^$/,
};

/** The bytes of a bundle: the total, then by origin. */
function contents({ outputs }: Metafile, name: string): string[] {
  const [, output] = Object.entries(outputs).find(([file]) => file.endsWith(name)) ?? [];
  if (output === undefined) throw new Error(`no bundle ${name}`);
  const bytes = Object.fromEntries(Object.keys(ORIGINS).map((origin) => [origin, 0]));
  for (const [file, { bytesInOutput }] of Object.entries(output.inputs)) {
    const [, packageName = ''] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    const [origin = ''] = Object.entries(ORIGINS).find(([, names]) => names.test(packageName)) ?? [];
    bytes[origin] = (bytes[origin] ?? 0) + bytesInOutput;
  }
  return [output.bytes, ...Object.values(bytes)].map(whole);
}
