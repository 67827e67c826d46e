// What a function of another team reads out of its event, and what it does not believe.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { principalOf, reaches } from '../../shared/consumer/principal-of.ts';

const PRINCIPAL = {
  id: 7,
  user_id: 'airflow@service',
  user_type: 'Service',
  role: 'Member',
  team_ids: [1, 4],
  authenticated_by: 'service_token',
  token_id: 9,
  token_generation: 1,
};
const AS_TEXT = { ...PRINCIPAL, id: '7', team_ids: '[1,4]', token_id: '9', token_generation: '1' };
const behind = (authorizer: unknown, identity?: unknown) => principalOf({ requestContext: { authorizer, identity } });

describe('the principal of a request', () => {
  it('is what the authorizer of an HTTP API has said', async () => {
    expect(await behind({ lambda: PRINCIPAL })).toEqual(PRINCIPAL);
  });

  it('is what the authorizer of a REST API has said as text', async () => {
    expect(await behind({ ...AS_TEXT, principalId: 'airflow@service', integrationLatency: 3 })).toEqual(PRINCIPAL);
    const byIdToken = { token_id: null, token_generation: null };
    const asText = { ...AS_TEXT, token_id: 'null', token_generation: 'null' };
    expect(await behind(asText)).toEqual({ ...PRINCIPAL, ...byIdToken });
  });

  it.each([
    ['no context', undefined],
    ['an empty one', {}],
    ['one that says nothing', { lambda: null }],
    ['one of somebody else', { lambda: { sub: 'airflow' } }],
    ['claims of a JWT', { jwt: { claims: PRINCIPAL } }],
    ['an unknown role', { lambda: { ...PRINCIPAL, role: 'Owner' } }],
    ['teams that are no numbers', { lambda: { ...PRINCIPAL, team_ids: ['1'] } }],
    ['teams that are no list', { ...AS_TEXT, team_ids: '1' }],
    ['text that is no JSON', { ...AS_TEXT, team_ids: '[1' }],
    ['text that is missing', { ...AS_TEXT, team_ids: undefined }],
  ])('is nobody for %s', async (_what, authorizer) => {
    expect(await behind(authorizer)).toBeUndefined();
  });

  it('reaches what shares a team with it', async () => {
    const principal = await behind({ lambda: PRINCIPAL });
    expect(principal && reaches(principal, { team_ids: [4] })).toBe(true);
    expect(principal && reaches(principal, { team_ids: [5] })).toBe(false);
  });
});

describe('who has signed', () => {
  const IDENTIFIER = 'arn:aws:lambda:us-east-1:000000000000:function:service-users-prod-identify-signed';
  const signed = { userArn: 'arn:aws:sts::000000000000:assumed-role/airflow/i-1', userId: 'AROAEXAMPLE:i-1' };
  const closings: (() => void)[] = [];
  afterEach(() => {
    vi.unstubAllEnvs();
    for (const close of closings.splice(0)) close();
  });

  /** Stands in for AWS Lambda, where the identifier answers this. */
  async function lambdaAnswers(body: unknown, status = 200, headers: Record<string, string> = {}) {
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

  it('is asked of Service Users, with the credentials of the function, on either kind of API', async () => {
    const calls = await lambdaAnswers({ ...PRINCIPAL, authenticated_by: 'iam', token_id: null });
    const answer = { ...PRINCIPAL, authenticated_by: 'iam', token_id: null };
    expect(await behind({ iam: signed })).toEqual(answer);
    expect(await behind(undefined, { userArn: signed.userArn, caller: signed.userId })).toEqual(answer);
    const call = {
      url: `/2015-03-31/functions/${IDENTIFIER}/invocations`,
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/us-east-1\/lambda\/aws4_request/),
      body: JSON.stringify({ arn: signed.userArn, user_id: signed.userId }),
    };
    expect(calls).toEqual([call, call]);
  });

  it('is nobody when Service Users knows none', async () => {
    await lambdaAnswers(null);
    expect(await behind({ iam: signed })).toBeUndefined();
  });

  it.each([
    ['fails', { errorMessage: 'broken' }, 200, { 'x-amz-function-error': 'Unhandled' }],
    ['may not be invoked', { Message: 'not authorized' }, 403, {}],
    ['answers something else', { isAuthorized: true }, 200, {}],
  ])('is an error when the identifier %s', async (_what, body, status, headers) => {
    await lambdaAnswers(body, status, headers);
    await expect(behind({ iam: signed })).rejects.toThrow();
  });

  it('is an error for a function that was not granted to ask', async () => {
    await expect(behind({ iam: signed })).rejects.toThrow('grantIdentify');
  });
});
