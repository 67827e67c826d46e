// A client of the API for tests. It throws when a response contains a secret, or does not match the API document.
import { expectDocumented } from './api-document.ts';
import type { ApiResponse } from './api-response.ts';
import { noteSecrets, refuseLeaks } from './canaries.ts';

type RequestBody = string | Uint8Array<ArrayBuffer>;

export interface HttpClient {
  get(path: string): Promise<ApiResponse>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiResponse>;
  put(path: string, body?: unknown): Promise<ApiResponse>;
  delete(path: string): Promise<ApiResponse>;
  /** A request with a JSON body, if it has one. */
  request(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ApiResponse>;
  /** Sends the request unchanged, with the credential of the client unless the headers contain another one. */
  send(
    method: string,
    path: string,
    init?: { body?: RequestBody; headers?: Record<string, string> },
  ): Promise<ApiResponse>;
}

/** The only members of a response that may contain a secret (R11). */
const ISSUED_SECRETS = /"(?:bearer_token|id_token|access_token)":"[^"]*"/g;

/**
 * @param token - A bearer token; none is sent when undefined.
 * @param fetchResponse - Sends the requests. @default over HTTP
 */
export function httpClient(url: string, token?: string, fetchResponse: typeof fetch = fetch): HttpClient {
  const send: HttpClient['send'] = async (method, path, { body, headers } = {}) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetchResponse(url + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body !== undefined && { body }),
    });
    noteSecrets(String(token));
    return readResponse(method, path, response);
  };
  const request: HttpClient['request'] = (method, path, body, headers = {}) => {
    if (body === undefined) return send(method, path, { headers });
    const json = { 'content-type': 'application/json', ...headers };
    return send(method, path, { body: JSON.stringify(body), headers: json });
  };
  return {
    get: (path) => request('GET', path),
    post: (path, body, headers) => request('POST', path, body, headers),
    put: (path, body) => request('PUT', path, body),
    delete: (path) => request('DELETE', path),
    request,
    send,
  };
}

/** @throws Error when the response contains a secret, or does not match the API document. */
export async function readResponse(method: string, path: string, response: Response): Promise<ApiResponse> {
  const text = await response.text();
  noteSecrets(text);
  refuseLeaks({ response: text.replaceAll(ISSUED_SECRETS, '') });
  const { status, headers } = response;
  const type = headers.get('content-type')?.split(';')[0];
  const isJson = type !== 'text/csv' && text !== '';
  const read = { status, headers, type, body: isJson ? JSON.parse(text) : text || undefined };
  expectDocumented(method, path, read);
  return read;
}
