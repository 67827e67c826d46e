// Fills the workspace of a test with sample data.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type SampleSize, writeSampleData } from '../../../infra/seed/sample-data.ts';
import type { Workspace } from '../../support/workspace.ts';

export async function fill(workspace: Workspace, size: SampleSize): Promise<void> {
  const { endpoint, ...credentials } = workspace.database;
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: 'us-east-1', credentials }));
  await writeSampleData(client, workspace.tableName, size);
  client.destroy();
}
