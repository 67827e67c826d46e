// The package that other apps install: packed, and unpacked in a separate app without this repository. The app is the
// example.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { readAssembly, synthesize } from '../../infra/local/template/assembly.ts';
import { resolveStack } from '../../infra/local/template/stack.ts';
import { temporaryFolder } from '../local/support/temporary.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const app = temporaryFolder();
const installed = join(app, 'node_modules/service-users');

beforeAll(() => {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: app, encoding: 'utf8' });
  const built = join(temporaryFolder(), 'package');
  run(process.execPath, join(root, 'infra/package.ts'), built);
  const packed = run('npm', 'pack', built, '--silent').trim();
  mkdirSync(installed, { recursive: true });
  run('tar', '-xzf', packed, '-C', installed, '--strip-components=1');
  // What npm would install with it: its peer dependencies, and the dependencies of the example.
  for (const name of ['aws-cdk-lib', 'constructs', 'esbuild', '@esbuild', '@types', '.bin']) {
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  }
  cpSync(join(root, 'examples/protected-api'), app, { recursive: true });
  writeFileSync(join(app, 'package.json'), '{"type":"module"}');
  writeFileSync(join(app, 'package-lock.json'), '{}');
});

it('depends only on the CDK of the app', () => {
  const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, 'package.json'), 'utf8'),
  );
  expect({ dependencies, optionalDependencies }).toEqual({});
  expect(Object.keys(peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
});

it('has a software bill of materials: each runtime dependency with its version and hash, and no development tool', () => {
  const { bomFormat, components } = JSON.parse(readFileSync(join(installed, 'sbom.cdx.json'), 'utf8'));
  expect(bomFormat).toBe('CycloneDX');
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const names = components.map(({ group, name }: { group?: string; name: string }) =>
    group ? `${group}/${name}` : name,
  );
  expect(names).toEqual(expect.arrayContaining(Object.keys(own.dependencies)));
  expect(names).not.toContain('vitest');
  for (const { version, hashes } of components) {
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(hashes).toMatchObject([{ alg: 'SHA-512' }]);
  }
});

it('has types that a strict compiler accepts, and that reject wrong code of the app', () => {
  const wrong = `import { principalOf } from 'service-users/principal';
    // @ts-expect-error: an event is an object.
    const principal = await principalOf(7);
    // @ts-expect-error: no role has this name.
    export const isOwner = principal?.role === 'Owner';`;
  writeFileSync(join(app, 'wrong.ts'), wrong);
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'esnext', types: ['node'] };
  const files = ['app.ts', 'team-report.ts', 'wrong.ts'];
  const config = { compilerOptions: { ...compilerOptions, skipLibCheck: true }, files };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  expect(execFileSync(process.execPath, [compiler, '-p', app], { encoding: 'utf8' })).toBe('');
});

it('has the command line interface, which runs without other packages', () => {
  const { bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const separate = join(temporaryFolder(), 'cli.cjs');
  cpSync(join(installed, bin['service-users']), separate);
  const run = (...args: string[]) => execFileSync(process.execPath, [separate, ...args], { encoding: 'utf8' });
  expect(run('--help')).toContain('Usage: service-users');
  const published = readFileSync(join(installed, 'service-users.schema.json'), 'utf8');
  expect(JSON.parse(run('schema'))).toEqual(JSON.parse(published));
});

it('can be required by a CommonJS app', () => {
  // Some environments, such as Jest, cannot require ES modules.
  const script = `console.log(require('service-users').ServiceUserAuthorizer.name)`;
  const printed = execFileSync(process.execPath, ['--no-experimental-require-module', '-e', script], { cwd: app });
  expect(printed.toString().trim()).toBe('ServiceUserAuthorizer');
});

it('has the constructs of Service Users, with the code of their functions', () => {
  const script = `const { App, Stack, Duration } = require('aws-cdk-lib');
    const { ServiceToken, ServiceUser, ServiceUsersSystem } = require('service-users');
    const app = new App({ outdir: 'constructs.out' });
    const stack = new Stack(app, 'pipelines');
    const url = 'https://abc.execute-api.eu-west-1.amazonaws.com';
    const system = new ServiceUsersSystem(stack, 'System', { signedApiUrl: url, bearerApiUrl: url });
    const user = new ServiceUser(stack, 'User', { system, name: 'ETL' });
    new ServiceToken(stack, 'Token', { user, name: 'x', rotateEvery: Duration.days(7) });
    app.synth();`;
  execFileSync(process.execPath, ['-e', script], { cwd: app });
  const assembly = readAssembly(join(app, 'constructs.out'));
  const functions = Object.values(assembly.template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const keys = functions.map(({ Properties }) => (Properties.Code as { S3Key: string }).S3Key);
  const handlers = keys.map((key) => readFileSync(join(assembly.assetFolder(key) ?? '', 'index.js'), 'utf8'));
  expect(handlers).toHaveLength(2);
  for (const handler of handlers) expect(handler).toContain('handler');
});

it('synthesizes the stack of the example, whose function reads the principal', async () => {
  const folder = join(app, 'cdk.out');
  await synthesize(join(app, 'app.ts'), folder, { 'service-users-account': '111111111111' });
  const assembly = readAssembly(folder);
  const stack = resolveStack(assembly);
  const uri = (file: string) => `arn:aws:lambda:us-east-1:111111111111:function:service-users-prod-${file}`;
  expect(stack.of('AWS::ApiGatewayV2::Authorizer').map(({ properties }) => properties.AuthorizerUri)).toEqual([
    uri('authorize-bearer:service-users'),
  ]);
  expect(stack.of('AWS::ApiGateway::Authorizer').map(({ properties }) => properties.AuthorizerUri)).toEqual([
    uri('authorize-rest:service-users'),
  ]);
  const [fn] = stack.of('AWS::Lambda::Function');
  const bundle = join(assembly.assetFolder(fn?.properties.Code.S3Key ?? '') ?? '', 'index.js');
  const { handler } = createRequire(bundle)(bundle);
  const principal = {
    ...{ id: 7, user_id: 'airflow@service', user_type: 'Service', role: 'Member', team_ids: [1, 4] },
    ...{ authenticated_by: 'service_token', token_id: 9, token_generation: 1 },
  };
  const event = (team: string) => ({
    routeKey: 'GET /teams/{team}/report',
    pathParameters: { team },
    requestContext: { http: { method: 'GET' }, authorizer: { lambda: principal } },
  });
  expect(await handler(event('4'))).toMatchObject({ statusCode: 200 });
  expect(await handler(event('5'))).toMatchObject({ statusCode: 404 });
});
