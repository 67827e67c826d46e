// What a consumer reads from the event of its function, and which contexts it rejects.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { allows, principalOf, reaches } from '../../shared/consumer/principal-of.ts';

const PRINCIPAL = {
  id: 7,
  user_id: 'airflow@service',
  user_type: 'Service',
  role: 'Member',
  team_ids: [1, 4],
  authenticated_by: 'service_token',
  token_id: 9,
  token_generation: 1,
  session_id: null,
  session_epoch: null,
  federation: null,
  credential_id: 'token:9',
  scopes: ['api:reports'],
  narrowed: true,
};
const AS_TEXT = {
  ...PRINCIPAL,
  id: '7',
  team_ids: '[1,4]',
  token_id: '9',
  token_generation: '1',
  session_id: 'null',
  session_epoch: 'null',
  federation: 'null',
  scopes: '["api:reports"]',
  narrowed: 'true',
};
const principalFrom = (authorizer: unknown, identity?: unknown) =>
  principalOf({ requestContext: { authorizer, identity } });

describe('the principal of a request', () => {
  it('is read from the context of the authorizer of an HTTP API', async () => {
    expect(await principalFrom({ lambda: PRINCIPAL })).toEqual(PRINCIPAL);
  });

  it('is read from the context of the authorizer of a REST API, whose values are text', async () => {
    expect(await principalFrom({ ...AS_TEXT, principalId: 'airflow@service', integrationLatency: 3 })).toEqual(
      PRINCIPAL,
    );
    const federation = { policy_id: 3, policy: 'main branch', subject: 'repo:acme/etl:ref:refs/heads/main' };
    const bySession = { token_id: null, token_generation: null, session_id: 77, session_epoch: 3, federation };
    const asText = {
      ...AS_TEXT,
      token_id: 'null',
      token_generation: 'null',
      session_id: '77',
      session_epoch: '3',
      federation: JSON.stringify(federation),
    };
    expect(await principalFrom(asText)).toEqual({ ...PRINCIPAL, ...bySession });
  });

  it('is read from the context of an authorizer of an earlier release, which knows no sessions and no scopes', async () => {
    const added = ['session_id', 'session_epoch', 'federation', 'credential_id', 'scopes', 'narrowed'];
    const earlier = (context: object) =>
      Object.fromEntries(Object.entries(context).filter(([name]) => !added.includes(name)));
    const expected = { ...PRINCIPAL, credential_id: null, scopes: null, narrowed: false };
    expect(await principalFrom({ lambda: earlier(PRINCIPAL) })).toEqual(expected);
    expect(await principalFrom(earlier(AS_TEXT))).toEqual(expected);
  });

  it.each([
    ['no context', undefined],
    ['an empty context', {}],
    ['a context without values', { lambda: null }],
    ['a context of another authorizer', { lambda: { sub: 'airflow' } }],
    ['claims of a JWT', { jwt: { claims: PRINCIPAL } }],
    ['an unknown role', { lambda: { ...PRINCIPAL, role: 'Owner' } }],
    ['teams that are not numbers', { lambda: { ...PRINCIPAL, team_ids: ['1'] } }],
    ['teams that are not a list', { ...AS_TEXT, team_ids: '1' }],
    ['text that is not JSON', { ...AS_TEXT, team_ids: '[1' }],
    ['missing text', { ...AS_TEXT, team_ids: undefined }],
  ])('is undefined for %s', async (_what, authorizer) => {
    expect(await principalFrom(authorizer)).toBeUndefined();
  });

  it('reaches a resource that shares a team with it', async () => {
    const principal = await principalFrom({ lambda: PRINCIPAL });
    expect(principal && reaches(principal, { team_ids: [4] })).toBe(true);
    expect(principal && reaches(principal, { team_ids: [5] })).toBe(false);
  });
});

describe('the principal of a signed request', () => {
  const IDENTIFIER = 'arn:aws:lambda:us-east-1:000000000000:function:service-users-prod-identify-signed';
  const signed = { userArn: 'arn:aws:sts::000000000000:assumed-role/airflow/i-1', userId: 'AROAEXAMPLE:i-1' };
  const closings: (() => void)[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    for (const close of closings.splice(0)) close();
  });

  /** A server in place of AWS Lambda, which returns the response of the identifier and records the calls. */
  async function startLambda(body: unknown, status = 200, headers: Record<string, string> = {}) {
    const calls: { url: string | undefined; authorization: string | undefined; body: string }[] = [];
    const server = createServer(async (incoming, outgoing) => {
      const text = (await incoming.toArray()).join('');
      calls.push({ url: incoming.url, authorization: incoming.headers.authorization, body: text });
      outgoing.writeHead(status, headers).end(JSON.stringify(body));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    closings.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const env = {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'session',
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${port}`,
      SERVICE_USERS_IDENTIFIER: IDENTIFIER,
    };
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    return calls;
  }

  it('is requested from Service Users with the credentials of the function, on both types of API', async () => {
    const calls = await startLambda({ ...PRINCIPAL, authenticated_by: 'iam', token_id: null });
    const principal = { ...PRINCIPAL, authenticated_by: 'iam', token_id: null };
    expect(await principalFrom({ iam: signed })).toEqual(principal);
    expect(await principalFrom(undefined, { userArn: signed.userArn, caller: signed.userId })).toEqual(principal);
    const call = {
      url: `/2015-03-31/functions/${IDENTIFIER}/invocations`,
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/us-east-1\/lambda\/aws4_request/),
      body: JSON.stringify({ arn: signed.userArn, user_id: signed.userId }),
    };
    expect(calls).toEqual([call, call]);
  });

  it.each([
    ['us-gov-west-1', 'https://lambda.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://lambda.cn-north-1.amazonaws.com.cn/'],
  ])('is requested from the endpoint of the partition of the region %s', async (region, endpoint) => {
    await startLambda(PRINCIPAL);
    vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', undefined);
    vi.stubEnv('AWS_REGION', region);
    const urls: string[] = [];
    vi.stubGlobal('fetch', async (request: Request) => {
      urls.push(request.url);
      return Response.json(PRINCIPAL);
    });
    await principalFrom({ iam: signed });
    expect(urls).toEqual([expect.stringContaining(endpoint)]);
  });

  it('is undefined when no Service User is bound to the signer', async () => {
    await startLambda(null);
    expect(await principalFrom({ iam: signed })).toBeUndefined();
  });

  it.each([
    ['fails', { errorMessage: 'broken' }, 200, { 'x-amz-function-error': 'Unhandled' }],
    ['may not be invoked', { Message: 'not authorized' }, 403, {}],
    ['returns something else', { isAuthorized: true }, 200, {}],
  ])('cannot be read when the identifier %s', async (_what, body, status, headers) => {
    await startLambda(body, status, headers);
    await expect(principalFrom({ iam: signed })).rejects.toThrow();
  });

  it('cannot be read by a function without the grant', async () => {
    await expect(principalFrom({ iam: signed })).rejects.toThrow('grantIdentify');
  });
});

it('allows what the scopes of the credential include', () => {
  expect(allows({ scopes: null }, 'datastores:write')).toBe(true);
  expect(allows({ scopes: ['datastores:write'] }, 'datastores:read')).toBe(true);
  expect(allows({ scopes: ['datastores:read'] }, 'datastores:write')).toBe(false);
  expect(allows({ scopes: ['api:write'] }, 'api:read')).toBe(false);
  expect(allows({ scopes: [] }, 'teams:read')).toBe(false);
});
