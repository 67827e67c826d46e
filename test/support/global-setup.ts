// Once for a run of tests: the stack is synthesized, and DynamoDB Local started. Each workspace has its own database.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '../../infra/local/dynamodb-local.ts';
import { synthesize } from '../../infra/local/template/assembly.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the synthesized assembly. */
    readonly assembly: string;
    /** Where DynamoDB Local answers. */
    readonly endpoint: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-tests-'));
  const assembly = join(folder, 'assembly');
  const app = fileURLToPath(new URL('../../infra/app.ts', import.meta.url));
  const [dynamoDb] = await Promise.all([startDynamoDb(), synthesize(app, assembly, { stage: 'dev' })]);
  project.provide('assembly', assembly);
  project.provide('endpoint', dynamoDb.endpoint);
  return async () => {
    await dynamoDb.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
