// Synthesizes a CDK app and reads its cloud assembly: the template, and the folders with the code of the functions.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { explain, RunnerError } from '../runner-error.ts';

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

const template = z.strictObject({
  Resources: z.record(z.string(), resource),
  // These sections have no effect locally. Resources with a condition or a reference to a parameter are rejected later.
  AWSTemplateFormatVersion: z.unknown().optional(),
  Conditions: z.unknown().optional(),
  Description: z.unknown().optional(),
  Metadata: z.unknown().optional(),
  Outputs: z.unknown().optional(),
  Parameters: z.unknown().optional(),
  Rules: z.unknown().optional(),
});

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
});

const assets = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

export type Template = z.infer<typeof template>;

export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Returns the folder of the asset that a deployment uploads with this key. */
  readonly assetFolder: (objectKey: string) => string | undefined;
}

/**
 * @param app - File of the CDK app.
 * @param folder - Folder for the assembly. Its previous content is deleted.
 * @throws RunnerError with the error output of the app when it failed
 */
export async function synthesize(
  app: string,
  folder: string,
  context: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Assembly> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await new Promise<void>((done, fail) => {
    const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) };
    // The CDK looks for files of the app in the current folder.
    const cwd = dirname(resolve(app));
    execFile(process.execPath, [resolve(app)], { cwd, env, signal }, (error, _stdout, stderr) => {
      if (error) fail(new RunnerError(`the stack cannot be synthesized: ${stderr.trim() || error.message}`));
      else done();
    });
  });
  // The bundles are CommonJS. Without this file, the package.json of the repository would declare them as ES modules.
  writeFileSync(join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return readAssembly(folder);
}

/** Reads an assembly with one stack. */
export function readAssembly(folder: string): Assembly {
  const read = <T>(file: string, schema: z.ZodType<T>): T => {
    const parsed = schema.safeParse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
    if (!parsed.success) throw new RunnerError(`the local runner cannot read ${file}: ${explain(parsed.error)}`);
    return parsed.data;
  };
  const stacks = Object.entries(read('manifest.json', manifest).artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const [stack] = stacks;
  if (!stack || stacks.length > 1) {
    throw new RunnerError(
      `the local runner needs an app with exactly one stack, and this one has ${stacks.map(([name]) => name).join(', ')}`,
    );
  }
  const [stackName, artifact] = stack;
  const folders = new Map<string, string>();
  for (const { source, destinations } of Object.values(read(`${stackName}.assets.json`, assets).files)) {
    for (const { objectKey } of Object.values(destinations)) {
      if (source.path) folders.set(objectKey, join(folder, source.path));
    }
  }
  return {
    stackName,
    template: read(artifact.properties?.templateFile ?? `${stackName}.template.json`, template),
    assetFolder: (objectKey) => folders.get(objectKey),
  };
}
