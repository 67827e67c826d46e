// Where a restore reads from: a table, or an export that DynamoDB made to S3 and somebody copied into a folder.
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Item, migrateItem } from '../../shared/storage/dynamodb/schema-version.ts';

/** A table by its name, or by its ARN in whatever region and account it is: DynamoDB takes an ARN for a name. */
export function tableOf(table: string): { client: DynamoDBDocumentClient; TableName: string } {
  const [, , , region] = table.split(':');
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(region === undefined ? {} : { region }));
  return { client, TableName: table };
}

/**
 * Every item, in the newest layout.
 *
 * @param source - A folder with an export, or a table's name or ARN.
 * @throws Error when it is neither, or cannot be read.
 */
export async function readSource(source: string): Promise<Item[]> {
  const items = existsSync(source) ? readExport(source) : await readTableNamed(source);
  return items.map((item) => migrateItem(item));
}

/** A folder that is not there looks like a table's name: who mistyped it is told both. */
async function readTableNamed(source: string): Promise<Item[]> {
  try {
    return await readTable(tableOf(source));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${source} is no folder here, and no table that can be read: ${reason}`, { cause });
  }
}

export async function readTable({ client, TableName }: ReturnType<typeof tableOf>): Promise<Item[]> {
  const pages = await Array.fromAsync(paginateScan({ client }, { TableName, ConsistentRead: true }));
  return pages.flatMap(({ Items = [] }) => Items);
}

/**
 * A full export in DynamoDB JSON, `AWSDynamoDB/<export id>` in the bucket.
 *
 * @throws Error when a file has not the items that the manifest says.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
function readExport(folder: string): Item[] {
  const manifest = linesOf(readFileSync(join(folder, 'manifest-files.json'), 'utf8'));
  return manifest.flatMap((line) => {
    const { dataFileS3Key, itemCount } = JSON.parse(line);
    const file = join(folder, 'data', basename(dataFileS3Key));
    const items = linesOf(gunzipSync(readFileSync(file)).toString()).map((text) => unmarshall(JSON.parse(text).Item));
    if (items.length !== itemCount) throw new Error(`${file} has ${items.length} items, not ${itemCount}`);
    return items;
  });
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
