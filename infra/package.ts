// Builds the npm package that other CDK apps install: JavaScript and declarations, because Node.js does not strip types in
// node_modules. Usage: node infra/package.ts [folder]
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { bundleFunctions, CONSUMER_FUNCTIONS } from './consumer/bundled-function-code.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = process.argv[2] ?? join(root, 'dist');
const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
buildSync({
  entryPoints: { index: own.exports['.'], principal: own.exports['./principal'] },
  absWorkingDir: root,
  outdir: folder,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // ES modules can import CommonJS.
  format: 'cjs',
  conditions: ['packaged'],
  define: { 'import.meta.dirname': '__dirname' },
  external: ['aws-cdk-lib', 'constructs'],
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
// The functions of the constructs.
bundleFunctions(CONSUMER_FUNCTIONS, join(folder, 'functions'));
// The command line interface, with everything that it needs.
buildSync({
  entryPoints: { cli: 'clients/cli/main.ts' },
  absWorkingDir: root,
  outdir: folder,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
chmodSync(join(folder, 'cli.cjs'), 0o755);
copyFileSync(join(root, 'clients/cli/service-users.schema.json'), join(folder, 'service-users.schema.json'));
const types = ['--project', join(root, 'infra/tsconfig.package.json'), '--outDir', join(folder, 'types')];
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...types], { stdio: 'inherit' });
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
copyFileSync(join(root, 'docs/protect-your-api.md'), join(folder, 'README.md'));
writeFileSync(join(folder, 'sbom.cdx.json'), softwareBillOfMaterials());
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);

interface BillOfMaterials {
  readonly components: readonly { readonly properties?: readonly { readonly name: string }[] }[];
}

/**
 * Lists what the deployed functions are built from, with the integrity hashes of the lock file, in the format CycloneDX.
 * `--omit dev` would also leave out a runtime package that a development tool depends on.
 */
function softwareBillOfMaterials(): string {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const bill: BillOfMaterials = JSON.parse(output);
  const components = bill.components.filter(
    ({ properties = [] }) => !properties.some(({ name }) => name === 'cdx:npm:package:development'),
  );
  return `${JSON.stringify({ ...bill, components }, null, 2)}\n`;
}

function manifest() {
  const { name, version, description, license, devDependencies } = own;
  return {
    name,
    version,
    description,
    license,
    exports: {
      '.': { types: './types/infra/consumer/index.d.ts', default: './index.js' },
      './principal': { types: './types/shared/consumer/principal-of.d.ts', default: './principal.js' },
    },
    bin: { 'service-users': 'cli.cjs' },
    files: ['index.js', 'principal.js', 'functions', 'cli.cjs', 'service-users.schema.json', 'types', 'sbom.cdx.json'],
    // The app provides them, because constructs of two copies of the CDK cannot be combined.
    peerDependencies: {
      'aws-cdk-lib': `^${devDependencies['aws-cdk-lib']}`,
      constructs: `^${devDependencies.constructs}`,
    },
  };
}
