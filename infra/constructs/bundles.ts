// The code of every function, bundled in one run of esbuild: one folder a function, minified CommonJS
// (docs/decisions/0003-bundles.md says why, and what the aliases keep out).
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystem } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stub = (name: string) => `${root}infra/constructs/bundle-stubs/${name}.ts`;

/**
 * A part of a function that most of its processes never need, in a file of its own beside `index.js`. The function imports
 * it by the name of that file when it is needed.
 */
const LAZY_PARTS = ['functions/authorizer/authorize-bearer', 'functions/authorizer/authorize-rest'].flatMap((of) => [
  { part: 'functions/authorizer/authenticate-id-token', of },
  { part: 'functions/authorizer/record-retired-secret-use', of },
]);

/** How all code of functions is bundled. */
export const BUNDLING = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // `import()` of CommonJS is `require`, which does not start the loader of ES modules.
  supported: { 'dynamic-import': false },
  alias: {
    '@aws-sdk/credential-provider-node': stub('environment-credentials'),
    '@aws-sdk/middleware-endpoint-discovery': stub('no-endpoint-discovery'),
    '@smithy/core/event-streams': stub('no-event-streams'),
    'node:fs/promises': stub('no-shared-config'),
  },
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Bundles functions, a folder each.
 *
 * @param entries - From the root of the repository without the suffix.
 * @returns what went into each file
 */
export function bundle(entries: readonly string[], outdir: string): Metafile {
  return buildSync({
    entryPoints: [
      ...entries.map((entry) => ({ in: `${root}${entry}.ts`, out: `${entry}/index` })),
      ...LAZY_PARTS.map(({ part, of }) => ({ in: `${root}${part}.ts`, out: `${of}/${basename(part)}` })),
    ],
    external: LAZY_PARTS.map(({ part }) => `./${basename(part)}.js`),
    outdir,
    metafile: true,
    ...BUNDLING,
  }).metafile;
}

export class Bundles {
  private readonly outdir = FileSystem.mkdtemp('service-users-bundles-');

  /** @param entries - The functions to bundle. */
  constructor(entries: readonly string[]) {
    process.once('exit', () => rmSync(this.outdir, { recursive: true, force: true }));
    bundle(entries, this.outdir);
  }

  /** The bundle of one of the entries; its handler is `index.handler`. */
  code(entry: string): Code {
    return Code.fromAsset(`${this.outdir}/${entry}`);
  }
}
