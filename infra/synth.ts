// `npm run synth`: synthesizes the CloudFormation template, with the options of `cdk synth`, and prints where it is.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const args = process.argv.slice(2);
const { status } = spawnSync('cdk', ['synth', '--quiet', ...args], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const { values } = parseArgs({ args, strict: false, options: { output: { type: 'string', short: 'o' } } });
const folder = String(values.output ?? 'cdk.out');

interface Manifest {
  readonly artifacts: Readonly<
    Record<string, { readonly type: string; readonly properties?: { readonly templateFile?: string } }>
  >;
}

const { artifacts } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
for (const { type, properties } of Object.values(artifacts)) {
  if (type === 'aws:cloudformation:stack') console.log(join(folder, properties?.templateFile ?? ''));
}
