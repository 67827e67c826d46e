// Makes the package that other CDK apps install: JavaScript and declarations, since Node strips no types in node_modules.
//   node infra/package.ts [folder]
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../', import.meta.url));
const folder = process.argv[2] ?? join(root, 'dist');
const ours = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
buildSync({
  entryPoints: { index: ours.exports['.'], principal: ours.exports['./principal'] },
  absWorkingDir: root,
  outdir: folder,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // For apps of either kind: an ES module imports it as well.
  format: 'cjs',
  external: ['aws-cdk-lib', 'constructs'],
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
const types = ['--project', join(root, 'infra/tsconfig.package.json'), '--outDir', join(folder, 'types')];
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...types], { stdio: 'inherit' });
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
copyFileSync(join(root, 'docs/protect-your-api.md'), join(folder, 'README.md'));
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);

function manifest() {
  const { name, version, description, license, devDependencies } = ours;
  return {
    name,
    version,
    description,
    license,
    exports: {
      '.': { types: './types/infra/consumer/service-user-authorizer.d.ts', default: './index.js' },
      './principal': { types: './types/shared/consumer/principal-of.d.ts', default: './principal.js' },
    },
    files: ['index.js', 'principal.js', 'types'],
    // Of the app: two copies of the CDK do not know each other's constructs.
    peerDependencies: {
      'aws-cdk-lib': `^${devDependencies['aws-cdk-lib']}`,
      constructs: `^${devDependencies.constructs}`,
    },
  };
}
