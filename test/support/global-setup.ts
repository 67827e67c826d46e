// What a run of tests shares: one synthesized stack with its bundles, one DynamoDB Local, one OIDC issuer. Each workspace
// has its own database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '../../infra/local/dynamodb-local.ts';
import { startIssuer } from '../../infra/local/issuer.ts';
import { localContext } from '../../infra/local/settings.ts';
import { synthesize } from '../../infra/local/template/assembly.ts';
import { coverageOf } from './canaries.ts';
import { startGithubKeys } from './github-keys.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder for temporary files, which is removed at the end of the run. */
    readonly folder: string;
    /** File that records how many texts were searched for leaked secrets. */
    readonly canaries: string;
    /** Folder of the synthesized assembly. */
    readonly assembly: string;
    /** Folder of the templates that `test/infra` shares. It does not exist until the first file needs it. */
    readonly templates: string;
    /** URL of DynamoDB Local. */
    readonly endpoint: string;
    /** The private key that signs reports in the place of GitHub, in PEM. Its key id is `current`. */
    readonly githubKey: string;
    /** The OIDC issuer that the stack was synthesized for, and its private key. */
    readonly issuer: { readonly url: string; readonly signingKey: Readonly<Record<string, unknown>> };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-tests-'));
  const assembly = join(folder, 'assembly');
  // The tests start hundreds of processes with the same code.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compile-cache');
  const app = fileURLToPath(new URL('../../infra/local/app.ts', import.meta.url));
  const issuer = await startIssuer();
  const github = await startGithubKeys();
  const context = {
    ...localContext({ adminEmail: 'admin@example.com' }, issuer.url),
    'allowed-email-domains': 'example.org,Example.NET',
    'github-keys-url': github.url,
  };
  const [dynamoDb] = await Promise.all([startDynamoDb(), synthesize(app, assembly, context)]);
  const canaries = join(folder, 'canaries.jsonl');
  project.provide('folder', folder);
  project.provide('templates', join(folder, 'templates'));
  project.provide('canaries', canaries);
  project.provide('assembly', assembly);
  project.provide('endpoint', dynamoDb.endpoint);
  project.provide('githubKey', github.privateKey);
  project.provide('issuer', { url: issuer.url, signingKey: issuer.signingKey });
  return async () => {
    await dynamoDb.stop();
    await issuer.stop();
    github.stop();
    console.log(coverageOf(canaries));
    rmSync(folder, { recursive: true, force: true });
  };
}
