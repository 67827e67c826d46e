// Addresses that a token or a session may be used from (R15).
import { describe, expect } from 'vitest';
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

  it('is one of at most 20', async ({ workspace }) => {
    const allowed_cidrs = Array.from({ length: 21 }, (_, index) => `203.0.113.${index}`);
    const response = await workspace.admin.post('/api/users', { name: 'Never', token: { name: 'x', allowed_cidrs } });
    expect(response).toMatchObject({
      status: 422,
      body: { detail: 'token.allowed_cidrs: must have at most 20 items' },
    });
  });
});
