// The environment of the benchmark: the synthesized stack, DynamoDB Local in memory, an OIDC issuer, a folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startDynamoDb } from '../../infra/local/dynamodb-local.ts';
import { startIssuer } from '../../infra/local/issuer.ts';
import { localContext } from '../../infra/local/settings.ts';
import { type Assembly, synthesize } from '../../infra/local/template/assembly.ts';

export interface Workbench {
  readonly assembly: Assembly;
  /** URL of DynamoDB Local. */
  readonly endpoint: string;
  readonly issuerUrl: string;
  /** For temporary files. It is removed when the benchmark ends. */
  readonly folder: string;
}

/** A part of the benchmark. @returns its results, as Markdown */
export type Part = (workbench: Workbench) => Promise<string>;

export async function withWorkbench(act: (workbench: Workbench) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-bench-'));
  const issuer = await startIssuer();
  const dynamoDb = await startDynamoDb();
  try {
    const app = fileURLToPath(new URL('../../infra/local/app.ts', import.meta.url));
    const context = localContext({ adminEmail: 'admin@example.com' }, issuer.url);
    const assembly = await synthesize(app, join(folder, 'assembly'), context);
    await act({ assembly, endpoint: dynamoDb.endpoint, issuerUrl: issuer.url, folder });
  } finally {
    await dynamoDb.stop();
    await issuer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints the current step to standard error. */
export function progress(what: string): void {
  process.stderr.write(`${what}\n`);
}
