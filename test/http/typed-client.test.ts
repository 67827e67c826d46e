// A client with types that are generated from the API document: the API accepts what compiles, and returns what is typed.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import createClient from 'openapi-fetch';
import { expect } from 'vitest';
import type { paths } from '../../examples/typescript/service-users.d.ts';
import { readResponse } from '../support/http-client.ts';
import { it as base } from '../support/workspace.ts';

const it = base.extend('api', { scope: 'file' }, async ({ workspace }) => {
  const { token } = await workspace.person('Admin');
  const api = createClient<paths>({
    baseUrl: workspace.url,
    headers: { authorization: `Bearer ${token.bearer_token}` },
  });
  api.use({
    async onResponse({ request: { method, url }, response }) {
      await readResponse(method, new URL(url).pathname, response.clone());
    },
  });
  return api;
});

it('runs the life of a Service User', async ({ api }) => {
  const created = await api.POST('/api/users', {
    body: { name: 'Typed', token: { name: 'first' } },
  });
  const { id = 0, token } = created.data ?? {};
  expect(token?.bearer_token).toMatch(/^svc_/);

  const path = { id };
  const listed = await api.GET('/api/users', {
    params: { query: { type: 'Service', size: 10, include_deleted: true } },
  });
  expect(listed.data?.items.map(({ user_id }) => user_id)).toEqual(['typed@service']);

  const rejected = await api.DELETE('/api/users/{id}', { params: { path } });
  const problem = rejected.error && 'active_tokens' in rejected.error ? rejected.error : undefined;
  expect(problem?.active_tokens.map(({ name }) => name)).toEqual(['first']);

  const revoked = await api.POST('/api/users/{id}/revoke-tokens', { params: { path: { id: 'typed@service' } } });
  expect(revoked.data?.revoked).toBe(1);
  expect((await api.DELETE('/api/users/{id}', { params: { path } })).response.status).toBe(204);
});

it('does not compile a request that the API rejects, nor a response field that does not exist', async ({ api }) => {
  // @ts-expect-error There is no such role.
  const role = await api.POST('/api/users', { body: { name: 'x', role: 'Owner' } });
  // @ts-expect-error A description is text.
  const type = await api.POST('/api/teams', { body: { name: 'x', description: 7 } });
  // @ts-expect-error The name of a token is required.
  const missing = await api.POST('/api/user-tokens', { body: { expires_in_days: 1 } });
  // @ts-expect-error There is no such parameter.
  const parameter = await api.GET('/api/teams', { params: { query: { colour: 'red' } } });
  for (const { response } of [role, type, missing, parameter]) expect(response.status).toBe(422);

  const { data } = await api.GET('/api/me');
  // @ts-expect-error No response contains a hash.
  expect(data?.hash).toBeUndefined();
});

it('is used by the example', async ({ workspace }) => {
  const example = fileURLToPath(new URL('../../examples/typescript/create-service-user.ts', import.meta.url));
  const { token } = await workspace.person('Admin');
  const { stdout } = await promisify(execFile)(process.execPath, [example, 'Made by the example', 'Public'], {
    env: { PATH: process.env.PATH, SERVICE_USERS_URL: workspace.url, SERVICE_USERS_TOKEN: token.bearer_token },
  });
  expect(stdout).toMatch(/^made_by_the_example@service svc_\w+\n$/);
});
