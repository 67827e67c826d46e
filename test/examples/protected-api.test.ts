// examples/protected-api: what the API of another team behind the authorizer refuses, accepts and receives.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect } from 'vitest';
import { type Assembly, synthesize } from '../../infra/local/template/assembly.ts';
import { send } from '../local/support/send.ts';
import { temporaryFolder } from '../local/support/temporary.ts';
import { type HttpClient, httpClient } from '../support/http-client.ts';
import { sendSigned } from '../support/signed-client.ts';
import { exchange, pipeline, workloadToken } from '../support/token-exchange.ts';
import { itWithTeams } from '../support/workspace.ts';

const APP = fileURLToPath(new URL('../../examples/protected-api/app.ts', import.meta.url));
const NAMES = { 'HTTP API': 'HttpApi', 'REST API': 'RestApi' };
type Kind = keyof typeof NAMES;

/** The accounts that the example accepts in addition to Service Users without the role Admin. */
type Allowed = 'neither' | 'admins' | 'people' | 'both';

/** The assembly with another alias. It saves a synthesis; test/infra/service-user-authorizer.test.ts shows which option leads to which. */
const withAlias = (assembly: Assembly, alias: string): Assembly => ({
  ...assembly,
  template: JSON.parse(JSON.stringify(assembly.template).replaceAll(':with-admins-and-people', `:${alias}`)),
});

const it = itWithTeams('Data', 'Finance').extend('urlOf', { scope: 'file' }, async ({ workspace }, { onCleanup }) => {
  const example = (options: Record<string, string>) =>
    synthesize(APP, join(temporaryFolder(), 'assembly'), { 'service-users-stack': 'service-users-dev', ...options });
  const stops: (() => Promise<void>)[] = [];
  // It can be called once for each fixture.
  onCleanup(async () => {
    for (const stop of stops) await stop();
  });
  const start = async (assembly: Assembly) => {
    const { urls, stop } = await workspace.consumer(assembly);
    stops.push(stop);
    return urls;
  };
  const both = await example({ 'allow-admins': 'true', 'allow-people': 'true' });
  const started = {
    neither: await start(await example({})),
    admins: await start(withAlias(both, 'with-admins')),
    people: await start(withAlias(both, 'with-people')),
    both: await start(both),
  };
  return (kind: Kind, allowed: Allowed = 'neither') => started[allowed].get(NAMES[kind]) ?? '';
});

const refused = { status: 401, body: { message: 'Unauthorized' } };
const forbidden = { status: 403, body: { message: 'Forbidden' } };
const reportOf = (team: { id: number } | undefined) => `/teams/${team?.id}/report`;
const PUBLIC = { id: 1 };

describe.for<Kind>(['HTTP API', 'REST API'])('the %s of another team', (kind) => {
  it('receives the role and the teams of the caller', async ({ workspace, urlOf, teams: [data] }) => {
    const { user, token } = await workspace.serviceUser({ role: 'Manager', teams: ['Data'] });
    const response = await httpClient(urlOf(kind), token.bearer_token).get(reportOf(data));
    expect(response).toMatchObject({ status: 200, type: 'application/json' });
    expect(response.body).toEqual({
      team_ids: [data.id],
      seen: {
        user_id: user.user_id,
        user_type: 'Service',
        role: 'Manager',
        team_ids: [1, data.id],
        authenticated_by: 'service_token',
      },
    });
  });

  it('receives people who use a personal token or a session', async ({ workspace, urlOf }) => {
    const { user, token } = await workspace.person('Member');
    const seenWith = async (credential: string) =>
      (await httpClient(urlOf(kind, 'people'), credential).get(reportOf(PUBLIC))).body.seen;
    const seen = { user_id: user.user_id, user_type: 'Human', role: 'Member', team_ids: [1] };
    expect(await seenWith(token.bearer_token)).toEqual({ ...seen, authenticated_by: 'personal_token' });
    expect(await seenWith(await workspace.session(user.email))).toEqual({ ...seen, authenticated_by: 'oidc' });
  });

  it.for([
    ['neither', [200, 200, 403, 403, 403]],
    ['admins', [200, 200, 200, 403, 403]],
    ['people', [200, 200, 403, 200, 403]],
    ['both', [200, 200, 200, 200, 200]],
  ] as const)(
    'accepts Service Users without the role Admin, and with the options for %s also others',
    async ([allowed, statuses], { workspace, urlOf }) => {
      const callers = [
        await workspace.serviceUser({ role: 'Member' }),
        await workspace.serviceUser({ role: 'Manager' }),
        await workspace.serviceUser({ role: 'Admin' }),
        await workspace.person('Member'),
        await workspace.person('Admin'),
      ];
      const responses = (credentials: readonly string[]) =>
        Promise.all(credentials.map((shown) => httpClient(urlOf(kind, allowed), shown).get(reportOf(PUBLIC))));
      const expected = statuses.map((status) => (status === 403 ? forbidden : { status }));
      expect(await responses(callers.map(({ token }) => token.bearer_token))).toMatchObject(expected);
      const people = callers.filter(({ user }) => user.user_type === 'Human');
      const sessions = await Promise.all(people.map(({ user }) => workspace.session(user.email)));
      expect(await responses(sessions)).toMatchObject(expected.slice(-2));
      // The own API accepts all of them.
      for (const { client } of callers) expect((await client.get('/api/me')).status).toBe(200);
    },
  );

  it('refuses an account from the next request on that becomes Admin, and accepts it again as Member', async ({
    workspace,
    urlOf,
  }) => {
    const { user, token } = await workspace.serviceUser();
    const client = httpClient(urlOf(kind), token.bearer_token);
    for (let round = 0; round < 3; round += 1) {
      expect(await client.get(reportOf(PUBLIC))).toMatchObject({ status: 200 });
      await workspace.admin.put(`/api/users/${user.id}`, { role: 'Admin' });
      expect(await client.get(reportOf(PUBLIC))).toMatchObject(forbidden);
      await workspace.admin.put(`/api/users/${user.id}`, { role: 'Member' });
    }
  });

  it('does not let a request choose which accounts it accepts', async ({ workspace, urlOf }) => {
    const { token } = await workspace.person('Admin');
    const alias = 'with-admins-and-people';
    const headers = { 'x-amz-invocation-type': alias, 'x-alias': alias, qualifier: alias };
    const path = `${reportOf(PUBLIC)}?Qualifier=${alias}&alias=${alias}`;
    const client = httpClient(urlOf(kind), token.bearer_token);
    expect(await client.send('GET', path, { headers })).toMatchObject(forbidden);
  });

  it('responds with 401, not 403, to an invalid credential of an account that it does not accept', async ({
    workspace,
    urlOf,
  }) => {
    const { token } = await workspace.person('Admin');
    await workspace.setTokenTimes(token, { expiration: '2025-01-01T00:00:00.000Z' });
    expect(await httpClient(urlOf(kind), token.bearer_token).get(reportOf(PUBLIC))).toMatchObject(refused);
  });

  it('accepts a credential with the scope of its name, and refuses other scopes with 403', async ({
    workspace,
    urlOf,
  }) => {
    const get = async (scopes: readonly string[]) => {
      const { token } = await workspace.serviceUser({ token: { name: 'x', scopes } });
      return httpClient(urlOf(kind), token.bearer_token).get(reportOf(PUBLIC));
    };
    expect(await get(['api:reports'])).toMatchObject({ status: 200 });
    expect(await get(['api:orders', 'datastores:write'])).toMatchObject(forbidden);
    expect(await get([])).toMatchObject(forbidden);
  });

  it('gains nothing when it forwards the credential of its caller to Service Users', async ({ workspace, urlOf }) => {
    const token = { name: 'x', scopes: ['api:reports'] };
    const { token: scoped } = await workspace.serviceUser({ role: 'Admin', token });
    // The example sees the credential, and could send it.
    expect((await httpClient(urlOf(kind, 'admins'), scoped.bearer_token).get(reportOf(PUBLIC))).status).toBe(200);
    const forwarded = workspace.client(scoped.bearer_token);
    for (const [method, path, body] of [
      ['GET', '/api/users', undefined],
      ['GET', '/api/teams', undefined],
      ['POST', '/api/user-tokens', { name: 'y', user_id: 'someone@service' }],
      ['PUT', '/api/policy', {}],
    ] as const) {
      expect(await forwarded.request(method, path, body)).toMatchObject({
        status: 403,
        body: { code: 'insufficient_scope' },
      });
    }
  });

  it('refuses a credential from an address that is not allowed with the 401 of any other', async ({
    workspace,
    urlOf,
  }) => {
    const get = async (allowed_cidrs: readonly string[]) => {
      const { token } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs } });
      return httpClient(urlOf(kind), token.bearer_token).get(reportOf(PUBLIC));
    };
    expect(await get(['127.0.0.0/8'])).toMatchObject({ status: 200 });
    expect(await get(['192.0.2.0/24'])).toMatchObject(refused);
  });

  it('refuses a missing token, a malformed token, and an unknown scheme', async ({ workspace, urlOf }) => {
    const { token } = await workspace.serviceUser();
    const garbled = `${token.bearer_token.slice(0, -1)}${token.bearer_token.endsWith('x') ? 'y' : 'x'}`;
    expect(await httpClient(urlOf(kind)).get(reportOf(PUBLIC))).toMatchObject(refused);
    expect(await httpClient(urlOf(kind), garbled).get(reportOf(PUBLIC))).toMatchObject(refused);
    const headers = { authorization: `Basic ${token.bearer_token}` };
    expect(await httpClient(urlOf(kind)).send('GET', reportOf(PUBLIC), { headers })).toMatchObject(refused);
  });

  it('refuses two credentials, and reads the header in any letter case', async ({ workspace, urlOf }) => {
    const { token } = await workspace.serviceUser();
    const get = (...headers: string[]) => {
      const { origin, pathname } = new URL(urlOf(kind) + reportOf(PUBLIC));
      return send(origin, 'GET', pathname, headers);
    };
    const good = `Bearer ${token.bearer_token}`;
    expect((await get('AUTHORIZATION', good)).status).toBe(200);
    expect((await get('Authorization', good, 'Authorization', 'Bearer other')).status).toBe(401);
    expect((await get('Authorization', 'Bearer other', 'authorization', good)).status).toBe(401);
  });

  it('refuses a revoked token from the next request on, and accepts it after its restoration', async ({
    workspace,
    urlOf,
  }) => {
    const { token } = await workspace.serviceUser();
    const client = httpClient(urlOf(kind), token.bearer_token);
    for (let round = 0; round < 5; round += 1) {
      expect(await client.get(reportOf(PUBLIC))).toMatchObject({ status: 200 });
      await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
      expect(await client.get(reportOf(PUBLIC))).toMatchObject(refused);
      await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: false });
    }
  });

  it('refuses an expired token', async ({ workspace, urlOf }) => {
    const { token } = await workspace.serviceUser();
    await workspace.setTokenTimes(token, { expiration: '2025-01-01T00:00:00.000Z' });
    expect(await httpClient(urlOf(kind), token.bearer_token).get(reportOf(PUBLIC))).toMatchObject(refused);
  });

  it('refuses every credential of a deactivated person', async ({ workspace, urlOf }) => {
    const { user, token } = await workspace.person();
    const session = await workspace.session(user.email);
    const responses = () =>
      Promise.all(
        [token.bearer_token, session].map((shown) => httpClient(urlOf(kind, 'people'), shown).get(reportOf(PUBLIC))),
      );
    expect(await responses()).toMatchObject([{ status: 200 }, { status: 200 }]);
    await workspace.admin.delete(`/api/users/${user.id}`);
    expect(await responses()).toMatchObject([refused, refused]);
  });

  it('accepts a workload with a session until its federation policy is disabled', async ({ workspace, urlOf }) => {
    const { user, path } = await pipeline(workspace);
    const { body } = await exchange(workspace, await workloadToken(), user.id);
    const get = () => httpClient(urlOf(kind), body.access_token).get(reportOf(PUBLIC));
    expect(await get()).toMatchObject({
      status: 200,
      body: { seen: { user_id: user.user_id, user_type: 'Service', authenticated_by: 'federation' } },
    });
    await workspace.admin.put(path, { enabled: false });
    expect(await get()).toMatchObject(refused);
  });

  it('uses the current teams and role for each request', async ({ workspace, urlOf, teams: [, finance] }) => {
    const { user, token } = await workspace.serviceUser();
    const client: HttpClient = httpClient(urlOf(kind, 'admins'), token.bearer_token);
    const change = (changes: object) => workspace.admin.put(`/api/users/${user.id}`, changes);
    const statuses = async () => [
      (await client.get(reportOf(finance))).status,
      (await client.put(reportOf(finance))).status,
    ];
    for (let round = 0; round < 3; round += 1) {
      expect(await statuses()).toEqual([404, 404]);
      await change({ teams: ['Finance'] });
      expect(await statuses()).toEqual([200, 403]);
      await change({ role: 'Manager' });
      expect(await statuses()).toEqual([200, 200]);
      await change({ role: 'Admin', teams: [] });
      expect(await statuses()).toEqual([200, 200]);
      await change({ role: 'Member' });
    }
  });
});

describe('a signed request to another team', () => {
  const ROLE = 'arn:aws:iam::000000000000:role/local-pipeline';

  it('acts as the bound Service User while it is bound and active', async ({ workspace, urlOf, teams: [data] }) => {
    const { admin } = workspace;
    const { body: user } = await admin.post('/api/users', { name: 'Signing Pipeline', teams: ['Data'] });
    const get = () => sendSigned({ ...workspace, signedUrl: urlOf('HTTP API') }, { path: `/signed${reportOf(data)}` });
    const seen = { user_id: 'signing_pipeline@service', role: 'Member', team_ids: [1, data.id] };
    const inactive = { status: 403, body: { message: 'The caller has no active account in Service Users.' } };
    expect(await get()).toMatchObject(inactive);
    await admin.put(`/api/users/${user.id}`, { iam_principals: [ROLE] });
    expect(await get()).toMatchObject({ status: 200, body: { seen: { ...seen, authenticated_by: 'iam' } } });
    // The function of the other team could claim any IAM principal.
    expect((await admin.get(`/api/users/${user.id}`)).body.last_login).toBeNull();
    await admin.put(`/api/users/${user.id}`, { teams: [] });
    expect(await get()).toMatchObject({ status: 404 });
    await admin.delete(`/api/users/${user.id}`);
    expect(await get()).toMatchObject(inactive);
    await admin.post(`/api/users/${user.id}/reactivate`);
    await admin.put(`/api/users/${user.id}`, { iam_principals: [] });
    expect(await get()).toMatchObject(inactive);
  });

  it('is refused by API Gateway without a signature, or with a token instead', async ({ workspace, urlOf }) => {
    const { token } = await workspace.serviceUser();
    const path = `/signed${reportOf(PUBLIC)}`;
    expect((await httpClient(urlOf('HTTP API')).get(path)).status).toBe(403);
    expect((await httpClient(urlOf('HTTP API'), token.bearer_token).get(path)).status).toBe(403);
  });
});
