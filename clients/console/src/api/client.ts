// The client of the API, with types that are generated from the API document.
import createClient from 'openapi-fetch';
import type { paths } from '../../../../examples/typescript/service-users.d.ts';
import { authorizationHeader, expireSession } from '../session/session.ts';
import { missingResponse, readProblem } from './problem.ts';

export const api = createClient<paths>({ baseUrl: window.location.origin });

api.use({
  onRequest({ request }) {
    request.headers.set('authorization', authorizationHeader());
  },
  async onResponse({ response }) {
    if (response.ok) return;
    if (response.status === 401) expireSession();
    throw await readProblem(response);
  },
  onError: ({ request }) => missingResponse(request.method),
});

/** The JSON of a successful response, which may be CSV on request. An error is thrown as an `ApiProblem` by the client. */
export async function bodyOf<T>(request: Promise<{ readonly data?: T }>): Promise<Exclude<T, string>> {
  return (await request).data as Exclude<T, string>;
}
