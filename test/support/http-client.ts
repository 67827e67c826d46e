// A client of the API, as a test speaks: a method, a path, a body, and what came back.

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not.
  readonly body: any;
}

export interface HttpClient {
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  put(path: string, body?: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** A request as it is, with the client's credential unless the headers have another. */
  send(method: string, path: string, init?: { body?: string; headers?: Record<string, string> }): Promise<Answer>;
}

/** @param token - A bearer token; none is sent when undefined. */
export function httpClient(url: string, token?: string): HttpClient {
  const send: HttpClient['send'] = async (method, path, { body, headers } = {}) => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(url + path, {
      method,
      headers: { ...authorization, ...headers },
      ...(body !== undefined && { body }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const sendJson = (method: string) => (path: string, body?: unknown) =>
    send(
      method,
      path,
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    );
  return { get: sendJson('GET'), post: sendJson('POST'), put: sendJson('PUT'), delete: sendJson('DELETE'), send };
}
