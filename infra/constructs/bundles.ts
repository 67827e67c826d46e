// The code of every function, bundled in one run of esbuild: one folder a function, minified CommonJS
// (docs/decisions/0003-bundles.md says why, and what the aliases keep out).
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystem } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stub = (name: string) => `${root}infra/constructs/bundle-stubs/${name}.ts`;

/**
 * A part of a function that most of its processes never need, in a file of its own beside `index.js`. The function imports
 * it by the name of that file when it is needed.
 */
const LAZY_PARTS = ['functions/authorizer/authorize-bearer', 'functions/authorizer/authorize-rest'].flatMap((of) => [
  { part: 'functions/authorizer/authenticate-id-token', of },
  { part: 'functions/authorizer/report-retired-secret', of },
]);

export class Bundles {
  private readonly outdir = FileSystem.mkdtemp('service-users-bundles-');

  /** @param entries - The functions to bundle, from the root of the repository without the suffix. */
  constructor(entries: readonly string[]) {
    process.once('exit', () => rmSync(this.outdir, { recursive: true, force: true }));
    buildSync({
      entryPoints: [
        ...entries.map((entry) => ({ in: `${root}${entry}.ts`, out: `${entry}/index` })),
        ...LAZY_PARTS.map(({ part, of }) => ({ in: `${root}${part}.ts`, out: `${of}/${basename(part)}` })),
      ],
      external: LAZY_PARTS.map(({ part }) => `./${basename(part)}.js`),
      outdir: this.outdir,
      absWorkingDir: root,
      bundle: true,
      minify: true,
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      mainFields: ['module', 'main'],
      alias: {
        '@aws-sdk/credential-provider-node': stub('environment-credentials'),
        '@aws-sdk/middleware-endpoint-discovery': stub('no-endpoint-discovery'),
        '@smithy/core/event-streams': stub('no-event-streams'),
      },
      logLevel: 'error',
    });
  }

  /** The bundle of one of the entries; its handler is `index.handler`. */
  code(entry: string): Code {
    return Code.fromAsset(`${this.outdir}/${entry}`);
  }
}
