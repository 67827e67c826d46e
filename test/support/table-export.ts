// Writes items in the format of an export of DynamoDB to S3: manifests, and data files of DynamoDB JSON.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './invariants.ts';

const ITEMS_PER_FILE = 50;

/** @returns the folder of the export, `AWSDynamoDB/<export id>` in a bucket. */
export function writeExport(items: readonly Item[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-export-'));
  mkdirSync(join(folder, 'data'));
  const files = Array.from({ length: Math.ceil(items.length / ITEMS_PER_FILE) + 1 }, (_, index) => {
    const part = items.slice(index * ITEMS_PER_FILE, (index + 1) * ITEMS_PER_FILE);
    const name = `part${index}.json.gz`;
    const lines = part.map((item) => `${JSON.stringify({ Item: marshall(item, { removeUndefinedValues: true }) })}\n`);
    writeFileSync(join(folder, 'data', name), gzipSync(lines.join('')));
    return { itemCount: part.length, dataFileS3Key: `AWSDynamoDB/01234567890123-a1b2c3d4/data/${name}` };
  });
  writeFileSync(join(folder, 'manifest-files.json'), files.map((file) => `${JSON.stringify(file)}\n`).join(''));
  writeFileSync(
    join(folder, 'manifest-summary.json'),
    JSON.stringify({ itemCount: items.length, outputFormat: 'DYNAMODB_JSON' }),
  );
  return folder;
}
