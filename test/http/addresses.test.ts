// Addresses that a token or a session may be used from (R15).
import { describe, expect } from 'vitest';
import { sendSigned } from '../support/signed-client.ts';
import { exchange, pipeline, workloadToken } from '../support/token-exchange.ts';
import { it, type Workspace } from '../support/workspace.ts';

const HERE = ['127.0.0.0/8', '::1'];
const ELSEWHERE = ['203.0.113.0/24', '2001:db8::/32'];

const entriesOf = async ({ admin }: Workspace, target: string, action: string) =>
  (await admin.get(`/api/audit-log?target=${target}&action=${action}`)).body.items;

describe('a token', () => {
  it('works from an address of its list', async ({ workspace }) => {
    const { client } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs: HERE } });
    expect((await client.get('/api/me')).status).toBe(200);
    expect((await client.get('/api/teams')).status).toBe(200);
  });

  it('gets the 401 of any other rejection from another address', async ({ workspace }) => {
    const { client, token } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs: ELSEWHERE } });
    const refused = await client.get('/api/me');
    const unknown = await workspace.client(`${token.bearer_token.slice(0, -1)}_`).get('/api/me');
    expect(refused.status).toBe(401);
    expect([refused.status, refused.type, refused.body]).toEqual([unknown.status, unknown.type, unknown.body]);
    expect((await client.post('/api/user-tokens/self/rotate')).status).toBe(401);
  });

  it('is not recorded as used from another address, and its rejection is recorded once an hour', async ({
    workspace,
  }) => {
    const { user, token, client } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs: ELSEWHERE } });
    for (let request = 0; request < 3; request += 1) expect((await client.get('/api/me')).status).toBe(401);
    expect(await entriesOf(workspace, user.user_id, 'token.refused_address')).toMatchObject([
      { actor: { user_id: 'anonymous' }, changes: { [`tokens.${token.id}.refused_address`]: { from: null } } },
    ]);
    expect((await workspace.admin.get(`/api/user-tokens/${token.id}`)).body.last_used).toBeNull();
    const counted = () =>
      workspace
        .logLines()
        .filter((line) => line.AddressesRefused === 1 && line.user_id === user.user_id && line.token_id === token.id);
    await expect.poll(counted).toHaveLength(3);

    const refuseAfter = async (minutes: number) => {
      const refused_address = new Date(Date.now() - minutes * 60_000).toISOString();
      await workspace.setTokenTimes(token, { refused_address });
      expect((await client.get('/api/me')).status).toBe(401);
      return (await entriesOf(workspace, user.user_id, 'token.refused_address')).length;
    };
    expect(await refuseAfter(59)).toBe(1);
    expect(await refuseAfter(60)).toBe(2);
  });

  it('is refused when it attempts to log in from another address, like an unknown one', async ({ workspace }) => {
    const { token } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs: ELSEWHERE } });
    const response = await workspace.anonymous.post('/api/login', { id_token: token.bearer_token });
    expect(response).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });
});

/** Headers in which proxies state the address of their client. Anyone can send them. */
const SPOOFED = [
  'x-forwarded-for',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'cloudfront-viewer-address',
  'x-original-forwarded-for',
];
const claiming = (address: string) => ({
  ...Object.fromEntries(SPOOFED.map((header) => [header, address])),
  forwarded: `for="${address}"`,
});

describe('a header that states an address', () => {
  it.for(['203.0.113.7', '203.0.113.7, 127.0.0.1', '2001:db8::1', '127.0.0.1, 203.0.113.7'])(
    'is ignored on the bearer API: %s',
    async (address, { workspace }) => {
      const { token: elsewhere } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs: ELSEWHERE } });
      const { token: here, user } = await workspace.serviceUser({
        role: 'Admin',
        token: { name: 'x', allowed_cidrs: HERE },
      });
      const send = (token: { bearer_token: string }, method: string, path: string, body?: object) =>
        workspace.client(token.bearer_token).request(method, path, body, claiming(address));
      expect((await send(elsewhere, 'GET', '/api/me')).status).toBe(401);
      expect((await send(here, 'GET', '/api/me')).status).toBe(200);
      expect((await send(here, 'PUT', `/api/users/${elsewhere.user.id}`, { purpose: 'ETL' })).status).toBe(200);
      const { items } = (await workspace.admin.get(`/api/audit-log?actor=${user.user_id}`)).body;
      expect(items).toMatchObject([{ source_ip: expect.stringMatching(/127\.0\.0\.1$|^::1$/) }]);
    },
  );

  it('is ignored on the signed API, for signatures and for bearer tokens', async ({ workspace }) => {
    const { user } = await workspace.serviceUser({ role: 'Admin', token: undefined });
    const { token, user: narrow } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs: ELSEWHERE } });
    const iam_principals = ['arn:aws:iam::000000000000:role/local-pipeline'];
    await workspace.admin.put(`/api/users/${user.id}`, { iam_principals });
    const body = '{"purpose":"ETL"}';
    const signed = await sendSigned(workspace, {
      method: 'PUT',
      path: `/api/users/${narrow.id}`,
      body,
      headers: claiming('203.0.113.7'),
    });
    expect(signed.status).toBe(200);
    const { items } = (await workspace.admin.get(`/api/audit-log?actor=${user.user_id}`)).body;
    expect(items).toMatchObject([{ source_ip: expect.stringMatching(/127\.0\.0\.1$|^::1$/) }]);
    // The signed API has no bearer tokens at all.
    const response = await fetch(`${workspace.signedUrl}/api/me`, {
      headers: { ...claiming('203.0.113.7'), authorization: `Bearer ${token.bearer_token}` },
    });
    expect(response.status).toBe(403);
    await workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [] });
  });
});

describe('a session of a workload', () => {
  it('works only from the addresses of its federation policy', async ({ workspace }) => {
    const here = await pipeline(workspace, { allowed_cidrs: HERE });
    const session = (await exchange(workspace, await workloadToken(), here.user.id)).body.access_token;
    expect((await workspace.client(session).get('/api/me')).status).toBe(200);
    const elsewhere = await pipeline(workspace, { allowed_cidrs: ELSEWHERE });
    const refused = (await exchange(workspace, await workloadToken(), elsewhere.user.id)).body.access_token;
    expect((await workspace.client(refused).get('/api/me')).status).toBe(401);
    const counted = () => workspace.logLines().filter((line) => line.AddressesRefused === 1);
    await expect.poll(counted).toContainEqual(expect.objectContaining({ user_id: elsewhere.user.user_id }));
  });
});

describe('an address', () => {
  it.for([
    ['203.0.113.7/24', 'allowed_cidrs.0: must be written as 203.0.113.0/24'],
    ['203.0.113.0/024', 'allowed_cidrs.0: must be written as 203.0.113.0/24'],
    ['2001:DB8::/32', 'allowed_cidrs.0: must be written as 2001:db8::/32'],
    ['2001:db8:0:0::1', 'allowed_cidrs.0: must be written as 2001:db8::1'],
    ['2001:db8::1/64', 'allowed_cidrs.0: must be written as 2001:db8::/64'],
    ['::ffff:203.0.113.7', /^allowed_cidrs\.0: must be an IPv4 or IPv6 address/],
    ['::1.2.3.4', 'allowed_cidrs.0: must be written as ::102:304'],
    ['::ffff:0:0/96', /must be an IPv4 or IPv6 address/],
    ['010.0.0.1', /must be an IPv4 or IPv6 address/],
    ['10.0.0.1/', /must be an IPv4 or IPv6 address/],
    [' 10.0.0.1', /must be an IPv4 or IPv6 address/],
    ['203.0.113.0/33', /must be an IPv4 or IPv6 address/],
    ['2001:db8::/129', /must be an IPv4 or IPv6 address/],
    ['203.0.113', /must be an IPv4 or IPv6 address/],
    ['fe80::1%eth0', /must be an IPv4 or IPv6 address/],
    ['example.com', /must be an IPv4 or IPv6 address/],
    ['', /must be an IPv4 or IPv6 address/],
  ] as const)('%s is rejected with the canonical form, if it has one', async ([cidr, detail], { workspace }) => {
    const token = { name: 'x', allowed_cidrs: [cidr] };
    const response = await workspace.admin.post('/api/users', { name: 'Never Created', token });
    expect(response).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(response.body.detail.replace('token.', '')).toMatch(detail);
  });

  it('may be in several networks of a list, which are kept as they are', async ({ workspace }) => {
    const allowed_cidrs = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/16', '10.1.2.3', '10.1.2.3/32', '::/0'];
    const { token, client } = await workspace.serviceUser({ token: { name: 'x', allowed_cidrs } });
    expect(token.allowed_cidrs).toEqual([...new Set(allowed_cidrs)]);
    expect((await client.get('/api/me')).status).toBe(200);
  });

  it('is one of at most 20', async ({ workspace }) => {
    const allowed_cidrs = Array.from({ length: 21 }, (_, index) => `203.0.113.${index}`);
    const response = await workspace.admin.post('/api/users', { name: 'Never', token: { name: 'x', allowed_cidrs } });
    expect(response).toMatchObject({
      status: 422,
      body: { detail: 'token.allowed_cidrs: must have at most 20 items' },
    });
  });
});
