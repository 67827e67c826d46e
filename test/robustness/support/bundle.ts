// Bundles the code of all functions as for a deployment, but in one piece. A mutant is a patch of the source text, applied in
// memory.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applyPatch, parsePatch, type StructuredPatch } from 'diff';
import { build, type Plugin } from 'esbuild';
import { BUNDLING } from '../../../infra/constructs/bundles.ts';
import { operations } from '../../../infra/operations.ts';

/** A deliberate mistake. */
export interface Mutant {
  readonly name: string;
  /** A unified diff against the repository. */
  readonly patch: string;
}

export const AUTHORIZER = 'authorizer/authorize-bearer';
export const SEEDER = 'first-admin/seed-first-admin';
export const ARCHIVER = 'events/archive-audit-entries';
export const NOTIFIER = 'events/publish-token-notices';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The functions of both APIs, and the first Admin. */
const SERVING = [AUTHORIZER, SEEDER, ...operations.map(({ operation }) => operation.id)];

/** @throws Error when the mutant does not apply to the source. */
export async function bundleFunctions(mutant?: Mutant, ids: readonly string[] = SERVING): Promise<string> {
  const contents = [
    "export { table } from './shared/runtime/table.ts';",
    ...ids.map((id, index) => `import { handler as handler${index} } from './functions/${id}.ts';`),
    `export const handlers = { ${ids.map((id, index) => `'${id}': handler${index}`).join(', ')} };`,
  ].join('\n');
  const { outputFiles } = await build({
    ...BUNDLING,
    minify: false,
    // Evaluated code can require, but not import.
    supported: { 'dynamic-import': false },
    stdin: { contents, resolveDir: root },
    write: false,
    logLevel: 'silent',
    plugins: [injectEffects, ...(mutant ? [applyMutant(mutant)] : [])],
  });
  return outputFiles[0]?.text ?? '';
}

/** The bundle takes the clock and the random numbers from the global `EFFECTS`. */
const injectEffects: Plugin = {
  name: 'inject effects',
  setup({ onLoad }) {
    onLoad({ filter: /shared\/runtime\/effects\.ts$/ }, () => ({ contents: 'export const effects = EFFECTS;' }));
  },
};

/**
 * The contents of the files that the mutant changes, by their path in the repository.
 *
 * @throws Error when the patch does not apply
 */
export function mutatedFiles({ name, patch }: Mutant): Map<string, string> {
  return new Map(
    parsePatch(patch).map((change) => {
      const file = pathOf(change);
      const contents = applyPatch(readFileSync(join(root, file), 'utf8'), change, { fuzzFactor: 0 });
      if (contents === false) throw new Error(`The patch ${name} no longer applies to ${file}.`);
      return [file, contents];
    }),
  );
}

function applyMutant(mutant: Mutant): Plugin {
  return {
    name: 'apply mutant',
    setup({ onLoad, onEnd }) {
      const pending = mutatedFiles(mutant);
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path);
        const contents = pending.get(file);
        if (contents === undefined) return undefined;
        pending.delete(file);
        return { contents, loader: 'ts' };
      });
      onEnd(({ errors }) => {
        const unused = [...pending.keys()];
        if (errors.length > 0 || unused.length === 0) return;
        throw new Error(`The patch ${mutant.name} changes files that no function imports: ${unused.join(', ')}.`);
      });
    },
  };
}

function pathOf({ newFileName = '' }: StructuredPatch): string {
  return newFileName.replace(/^b\//, '');
}
