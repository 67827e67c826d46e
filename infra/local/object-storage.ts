// Serves the part of S3 that the functions use: PutObject, of objects that do not exist yet, to a folder.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type HttpServer, serveLocally } from './gateway/server.ts';

/** @param folder - Gets a folder for each bucket, with a file for each object. */
export function serveObjectStorage(folder: string): Promise<HttpServer> {
  return serveLocally(async (incoming, outgoing) => {
    outgoing.statusCode = await putObject(folder, incoming);
    outgoing.end();
  });
}

/** @returns the status of the response */
export async function putObject(folder: string, incoming: IncomingMessage): Promise<number> {
  const body = await buffer(incoming);
  const { method, headers, url = '' } = incoming;
  const path = decodeURIComponent(url).split('/').slice(1);
  if (method !== 'PUT' || path.length < 2 || path.some((part) => part === '' || part === '..')) return 400;
  // The bucket policy denies a write without this condition.
  if (headers['if-none-match'] !== '*') return 403;
  if (headers['x-amz-checksum-sha256'] !== createHash('sha256').update(body).digest('base64')) return 400;
  const file = join(folder, ...path);
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, body, { flag: 'wx' });
    return 200;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 412;
    throw error;
  }
}
