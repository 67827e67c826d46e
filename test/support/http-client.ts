// A client of the API, as a test speaks: a method, a path, a body, and what came back. Whatever a test is about, it fails when
// an answer has a secret, or is not what the API document declares.
import { expectDocumented } from './api-document.ts';
import { noteSecrets, refuseLeaks } from './canaries.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The content type, without parameters. */
  readonly type: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not.
  readonly body: any;
}

export interface HttpClient {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** A request with a JSON body, if it has one. */
  request(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A request as it is, with the client's credential unless the headers have another. */
  send(method: string, path: string, init?: { body?: string; headers?: Record<string, string> }): Promise<Answer>;
}

/** Where alone an answer tells a secret (R11). */
const TOLD_ONCE = /"(?:bearer_token|id_token)":"[^"]*"/g;

/**
 * @param token - A bearer token; none is sent when undefined.
 * @param fetchAnswer - Takes the requests. @default over HTTP
 */
export function httpClient(url: string, token?: string, fetchAnswer: typeof fetch = fetch): HttpClient {
  const send: HttpClient['send'] = async (method, path, { body, headers } = {}) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetchAnswer(url + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body !== undefined && { body }),
    });
    noteSecrets(String(token));
    return readAnswer(method, path, response);
  };
  const request: HttpClient['request'] = (method, path, body) => {
    if (body === undefined) return send(method, path);
    return send(method, path, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  };
  return {
    get: (path) => request('GET', path),
    post: (path, body) => request('POST', path, body),
    put: (path, body) => request('PUT', path, body),
    delete: (path) => request('DELETE', path),
    request,
    send,
  };
}

/** @throws Error when the answer has a secret, or is not what the document declares. */
export async function readAnswer(method: string, path: string, response: Response): Promise<Answer> {
  const text = await response.text();
  noteSecrets(text);
  refuseLeaks({ answer: text.replaceAll(TOLD_ONCE, '') });
  const { status, headers } = response;
  const type = headers.get('content-type')?.split(';')[0];
  const answer = { status, headers, type, body: text === '' ? undefined : JSON.parse(text) };
  expectDocumented(method, path, answer);
  return answer;
}
