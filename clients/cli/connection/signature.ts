// Signs requests with AWS Signature Version 4, with the credentials that the AWS CLI would use.
import { AwsV4Signer } from 'aws4fetch';
import { UsageError } from '../errors.ts';
import type { Authorize } from './api.ts';

/** @param url - URL of the signed API. Its host has the region, unless it has a custom domain. */
export async function signatures(url: string): Promise<Authorize> {
  const region = regionOf(url);
  // The SDK is large, and only this needs it.
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  const provider = defaultProvider();
  await provider().catch((error: Error) => {
    throw new UsageError(`--sign needs AWS credentials: ${error.message}`);
  });
  return async (request) => {
    // Temporary credentials expire, and the provider renews them.
    const { accessKeyId, secretAccessKey, sessionToken } = await provider();
    const signer = new AwsV4Signer({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: request.body ? await request.clone().arrayBuffer() : null,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
      service: 'execute-api',
      region,
    });
    const { method, url: target, headers, body } = await signer.sign();
    return new Request(target, { method, headers, body: body ?? null });
  };
}

function regionOf(url: string): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const [, inHost] = /\.execute-api\.([\w-]+)\.amazonaws\.com/.exec(new URL(url).hostname) ?? [];
  const region = inHost ?? AWS_REGION ?? AWS_DEFAULT_REGION;
  if (region === undefined) throw new UsageError('--sign needs the region of the API. Set AWS_REGION.');
  return region;
}
