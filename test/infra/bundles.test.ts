// The content of the bundles, and the modules that the authorizer loads, which determine its cold start.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, inject, it } from 'vitest';
import { BUNDLING } from '../../infra/constructs/bundles.ts';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { REGION, resolveStack } from '../../infra/local/template/stack.ts';

const AUTHORIZER = 'AuthorizeBearer';

const assembly = readAssembly(inject('assembly'));
const functions = resolveStack(assembly)
  .of('AWS::Lambda::Function')
  .map(({ logicalId, properties }) => ({
    // Removes the hash that the CDK appends.
    name: logicalId.slice(0, -8),
    folder: assembly.assetFolder(properties.Code.S3Key) ?? '',
    environment: properties.Environment?.Variables ?? {},
  }));

describe('the bundle', () => {
  it.for([
    // It verifies tokens and sessions, their scopes and their addresses.
    ['of an authorizer', 192_700, ({ name }: { name: string }) => name.startsWith('Authorize')],
    // It verifies the tokens of people and of workloads.
    ['of the token exchange', 320_500, ({ name }: { name: string }) => name === 'ExchangeToken'],
    ['of any other function', 313_000, ({ name }: { name: string }) => !/^(?:Authorize|ExchangeToken)/.test(name)],
  ] as const)('%s has at most %i bytes', ([, most, isOfThese]) => {
    const sizes = functions.filter(isOfThese).map(({ name, folder }) => [name, bytesOf(folder, 'index.js')] as const);
    expect(sizes.length).toBeGreaterThan(0);
    expect(sizes.filter(([, bytes]) => bytes > most)).toEqual([]);
  });

  it('of the authorizer contains the DynamoDB client, and no other package', () => {
    const entryPoints = ['functions/authorizer/authorize-bearer.ts'];
    const external = ['./record-rejected-use.js'];
    const { metafile } = buildSync({ ...BUNDLING, entryPoints, external, write: false, metafile: true });
    const files = Object.keys(Object.values(metafile.outputs)[0]?.inputs ?? {});
    const packages = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
    expect([...new Set(packages)].filter((name) => !/^(@aws-sdk|@smithy|@aws)\//.test(name))).toEqual([]);
    // Other sources of credentials in the SDK.
    expect(packages.filter((name) => /credential-provider-(?!env)|sso|token-providers/.test(name))).toEqual([]);
  });

  it('has the API document only in the function that serves it, which in turn cannot reach storage', () => {
    const bundles = functions.map(({ folder }) => readFileSync(join(folder, 'index.js'), 'utf8'));
    const withDocument = bundles.filter((code) =>
      code.includes('The start and the end of the secret, to recognize it by'),
    );
    expect(withDocument).toHaveLength(1);
    expect(withDocument[0]).not.toContain('DynamoDB_20120810');
    expect(bundles.filter((code) => code.includes('DynamoDB_20120810')).length).toBeGreaterThan(20);
  });

  it('has a handler of at most two parameters: Node.js 24 on Lambda rejects a callback', () => {
    const folders = functions.map(({ folder }) => folder);
    const environment = Object.assign({}, ...functions.map((one) => one.environment));
    expect(JSON.parse(evaluate(PARAMETERS_OF_HANDLERS, environment, ...folders))).toEqual(
      folders.map(() => expect.toBeOneOf([0, 1, 2])),
    );
  });

  it('has no source map, which slows every error', () => {
    for (const { folder } of functions) expect(readdirSync(folder).filter((file) => file.endsWith('.map'))).toEqual([]);
  });
});

describe('the authorizer', () => {
  it('loads no unnecessary module of Node.js at startup', () => {
    const { folder = '', environment = {} } = functions.find(({ name }) => name === AUTHORIZER) ?? {};
    const loaded = builtinsLoadedBy(join(folder, 'index.js'), environment);
    expect(loaded).toEqual(expect.arrayContaining(['https', 'crypto']));
    const needless =
      /^(?:http2|zlib|fs\/promises|readline|child_process|worker_threads|dgram|internal\/deps\/undici\/undici)$/;
    expect(loaded.filter((name) => needless.test(name))).toEqual([]);
  });

  it('loads the record of retired secrets only when it needs it', () => {
    const { folder = '' } = functions.find(({ name }) => name === AUTHORIZER) ?? {};
    expect(readdirSync(folder).sort()).toEqual(['index.js', 'record-rejected-use.js']);
  });
});

function bytesOf(folder: string, file: string): number {
  return statSync(join(folder, file)).size;
}

const PARAMETERS_OF_HANDLERS = `
  const folders = process.argv.slice(1);
  console.log(JSON.stringify(folders.map((folder) => require(folder + '/index.js').handler.length)));
`;

/** Runs the script in a new process, and returns its output. */
function evaluate(script: string, environment: Readonly<Record<string, string>>, ...args: readonly string[]): string {
  const env = { ...environment, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
  return execFileSync(process.execPath, ['--eval', script, ...args], { env, encoding: 'utf8' });
}

/** The modules of Node.js that a new process loads with the file. */
function builtinsLoadedBy(file: string, environment: Readonly<Record<string, string>>): string[] {
  const script = `
    const before = new Set(process.moduleLoadList);
    require(${JSON.stringify(file)});
    console.log(JSON.stringify(process.moduleLoadList.filter((name) => !before.has(name))));
  `;
  const loaded: string[] = JSON.parse(evaluate(script, environment));
  return loaded.flatMap((name) => /^NativeModule (.*)/.exec(name)?.[1] ?? []);
}
