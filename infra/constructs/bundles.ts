// Bundles the code of all functions in one run of esbuild, as minified CommonJS in one folder per function.
// See docs/decisions/0003-bundles.md for the reasons and for what the aliases remove.
import { cpSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystem } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const stub = (name: string) => `${root}infra/constructs/bundle-stubs/${name}.ts`;

/**
 * Parts of a function that most of its processes never need. Each is bundled as a separate file next to `index.js`, and the
 * function imports that file when it needs it.
 */
const LAZY_PARTS = ['functions/authorizer/authorize-bearer', 'functions/authorizer/authorize-rest'].flatMap((of) => [
  { part: 'functions/authorizer/record-rejected-use', of },
]);

/** The esbuild options of all bundles. */
export const BUNDLING = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  mainFields: ['module', 'main'],
  // Compiles `import()` to `require`, which does not start the loader of ES modules.
  supported: { 'dynamic-import': false },
  alias: {
    '@aws-sdk/credential-provider-node': stub('environment-credentials'),
    '@aws-sdk/middleware-endpoint-discovery': stub('no-endpoint-discovery'),
    '@aws/lambda-invoke-store': stub('no-invoke-store'),
    '@smithy/core/checksum': stub('native-sha256'),
    '@smithy/core/event-streams': stub('no-event-streams'),
    'node:fs/promises': stub('no-shared-config'),
  },
  logLevel: 'error',
} as const satisfies BuildOptions;

/**
 * Bundles functions, one folder each.
 *
 * @param entries - Paths of their source files from the root of the repository, without suffix.
 * @returns the inputs of each file
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

  /** Adds the files of a folder to the bundle of an entry. */
  addFolder(entry: string, folder: string, name: string): void {
    cpSync(folder, `${this.outdir}/${entry}/${name}`, { recursive: true });
  }

  /** The bundle of an entry. Its handler is `index.handler`. */
  code(entry: string): Code {
    return Code.fromAsset(`${this.outdir}/${entry}`);
  }
}
