// A client of the signed API, which can also sign incorrectly.
import aws4 from 'aws4';
import type { ApiResponse } from './api-response.ts';
import { httpClient } from './http-client.ts';
import type { Workspace } from './workspace.ts';

export interface SignedRequest {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly service?: string;
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  /** Undefined leaves the session token out. @default that of the workspace */
  readonly sessionToken?: string | undefined;
  readonly headers?: Record<string, string>;
}

/** The headers of a signature for the request. */
export function sign(
  { signedUrl, signingKey }: Pick<Workspace, 'signedUrl' | 'signingKey'>,
  request: SignedRequest = {},
): Record<string, string> {
  const { method = 'GET', path = '/api/me', body, service = 'execute-api', region = 'us-east-1', headers } = request;
  const credentials = { ...signingKey, ...request };
  const options = { host: new URL(signedUrl).host, method, path, service, region, ...(body !== undefined && { body }) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const signed = aws4.sign(
    { ...options, headers: { ...type, ...headers } },
    {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { sessionToken: credentials.sessionToken }),
    },
  );
  const { Host: _, 'Content-Length': __, ...sent } = signed.headers as Record<string, string>;
  return sent;
}

/** Signs the request, and sends it or the request `instead` with its signature. */
export function sendSigned(
  workspace: Workspace,
  request: SignedRequest = {},
  instead: SignedRequest = {},
): Promise<ApiResponse> {
  const { method = 'GET', path = '/api/me', body, headers } = { ...request, ...instead };
  const init = { headers: { ...sign(workspace, request), ...headers }, ...(body !== undefined && { body }) };
  return httpClient(workspace.signedUrl).send(method, path, init);
}
