// Writes objects to the bucket of the audit archive. A signed request takes the place of the S3 client of the SDK, which is
// larger than all other code of the function.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { AwsClient } from 'aws4fetch';
import type { AuditArchive } from '../services/ports/audit-archive.ts';

const TIMEOUT_MS = 5000;
/** The key has an object: `If-None-Match` was not met. */
const PRECONDITION_FAILED = 412;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * @param url - URL of the bucket.
 * @param environment - The credentials and the region of the function. `AWS_ENDPOINT_URL_S3` replaces the endpoint of AWS.
 */
export function s3Archive(url: string, environment: Environment): AuditArchive {
  const { AWS_ENDPOINT_URL_S3: endpoint, AWS_REGION: region = '' } = environment;
  const [bucket] = new URL(url).hostname.split('.');
  const base = endpoint === undefined ? url : `${endpoint}/${bucket}`;
  const client = new AwsClient({
    service: 's3',
    region,
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    ...(environment.AWS_SESSION_TOKEN && { sessionToken: environment.AWS_SESSION_TOKEN }),
    retries: 2,
  });
  return {
    async store(key, line) {
      const body = gzipSync(`${JSON.stringify(line)}\n`);
      const response = await client.fetch(`${base}/${encodeKey(key)}`, {
        method: 'PUT',
        body,
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          'content-type': 'application/x-ndjson',
          'content-encoding': 'gzip',
          'if-none-match': '*',
          // A bucket with Object Lock requires a checksum: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
          'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64'),
        },
      });
      await response.arrayBuffer();
      if (!response.ok && response.status !== PRECONDITION_FAILED) {
        throw new Error(`The archive responded with ${response.status} to the object ${key}`);
      }
    },
  };
}

/** S3 signs the path as it is encoded once. `=` is encoded as well. */
function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}
