// The code of the functions of the constructs, bundled from the sources. In the package, packaged-function-code.ts replaces it.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FileSystem } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { BUNDLING } from '../constructs/bundles.ts';

export const CONSUMER_FUNCTIONS = ['provide-service-users', 'rotate-secret'] as const;
export type ConsumerFunction = (typeof CONSUMER_FUNCTIONS)[number];

const sources = fileURLToPath(new URL('../../clients/constructs/', import.meta.url));
let bundled: string | undefined;

/** Bundles the functions, one folder each. Its handler is `index.handler`. */
export function bundleFunctions(entries: readonly ConsumerFunction[], outdir: string): void {
  buildSync({
    ...BUNDLING,
    entryPoints: entries.map((entry) => ({ in: join(sources, `${entry}.ts`), out: `${entry}/index` })),
    outdir,
  });
}

export function functionCode(entry: ConsumerFunction): Code {
  bundled ??= bundleAll();
  return Code.fromAsset(join(bundled, entry));
}

function bundleAll(): string {
  const outdir = FileSystem.mkdtemp('service-users-constructs-');
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  bundleFunctions(CONSUMER_FUNCTIONS, outdir);
  return outdir;
}
