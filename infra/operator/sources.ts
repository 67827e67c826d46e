// Reads the sources of a restore: a table, or a copy of a DynamoDB export to S3 in a folder.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Item, migrateItem } from '../../shared/storage/dynamodb/schema-version.ts';

/** A table by its name, or by its ARN in any region and account. DynamoDB accepts an ARN as the name of a table. */
export function tableOf(table: string): { client: DynamoDBDocumentClient; TableName: string } {
  const [, , , region] = table.split(':');
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(region === undefined ? {} : { region }));
  return { client, TableName: table };
}

/**
 * Reads every item, migrated to the newest schema version.
 *
 * @param source - A folder with an export, or the name or ARN of a table.
 * @throws Error when the source is neither, or cannot be read
 */
export async function readSource(source: string): Promise<Item[]> {
  const items = existsSync(source) ? readExport(source) : await readTableNamed(source);
  return items.map((item) => migrateItem(item));
}

/** A mistyped folder looks like the name of a table, so the error mentions both. */
async function readTableNamed(source: string): Promise<Item[]> {
  try {
    return await readTable(tableOf(source));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${source} is not a folder, and cannot be read as a table: ${reason}`, { cause });
  }
}

export async function readTable({ client, TableName }: ReturnType<typeof tableOf>): Promise<Item[]> {
  const pages = await Array.fromAsync(paginateScan({ client }, { TableName, ConsistentRead: true }));
  return pages.flatMap(({ Items = [] }) => Items);
}

/**
 * Reads a full export in DynamoDB JSON, `AWSDynamoDB/<export id>` in the bucket.
 *
 * @throws Error when the number of items in a file differs from the manifest
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
function readExport(folder: string): Item[] {
  const manifest = linesOf(readFileSync(join(folder, 'manifest-files.json'), 'utf8'));
  return manifest.flatMap((line) => {
    const { dataFileS3Key, itemCount } = JSON.parse(line);
    const file = join(folder, 'data', basename(dataFileS3Key));
    const items = linesOf(gunzipSync(readFileSync(file)).toString()).map((text) => unmarshall(JSON.parse(text).Item));
    if (items.length !== itemCount)
      throw new Error(`${file} has ${items.length} items, not the ${itemCount} of the manifest`);
    return items;
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
