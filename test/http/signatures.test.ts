// Signatures are verified like by API Gateway: those of common clients are accepted, and incorrect ones are not.
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsClient } from 'aws4fetch';
import { describe, expect } from 'vitest';
import { httpClient } from '../support/http-client.ts';
import { sendSigned, sign } from '../support/signed-client.ts';
import { it as base, type Workspace } from '../support/workspace.ts';

const it = base.extend('pipeline', { scope: 'file', auto: true }, async ({ workspace: { admin } }) => {
  const { body } = await admin.post('/api/users', { name: 'Airflow Service User', role: 'Admin' });
  await admin.put(`/api/users/${body.id}`, { iam_principals: ['arn:aws:iam::000000000000:role/local-pipeline'] });
  return body;
});

/** Requests with sorted queries, encoded paths, no body and a JSON body. */
const REQUESTS: [method: string, path: string, body: string | undefined, status: number][] = [
  ['GET', '/api/me', undefined, 200],
  ['GET', '/api/users?name=Airflow%20Service&size=10', undefined, 200],
  ['GET', '/api/users/airflow_service_user@service', undefined, 200],
  ['GET', '/api/users/airflow_service_user%40service', undefined, 200],
  ['POST', '/api/users', '{"name":"!!!"}', 422],
  ['POST', '/api/users/airflow_service_user%40service/reactivate', undefined, 200],
];

describe('accepts a request signed by', () => {
  it.for(REQUESTS)('aws4: %s %s', async ([method, path, body, status], { workspace }) => {
    expect((await sendSigned(workspace, { method, path, ...(body && { body }) })).status).toBe(status);
  });

  it.for(REQUESTS)('aws4fetch: %s %s', async ([method, path, body, status], { workspace }) => {
    const client = new AwsClient({ ...workspace.signingKey, service: 'execute-api', region: 'us-east-1', retries: 0 });
    const init = { ...(body && { body, headers: { 'content-type': 'application/json' } }) };
    const { send } = httpClient(workspace.signedUrl, undefined, client.fetch.bind(client));
    expect((await send(method, path, init)).status).toBe(status);
  });

  it.for(REQUESTS)('@smithy/signature-v4: %s %s', async ([method, target, body, status], { workspace }) => {
    const url = new URL(workspace.signedUrl + target);
    const signer = new SignatureV4({
      credentials: workspace.signingKey,
      region: 'us-east-1',
      service: 'execute-api',
      sha256: Sha256,
    });
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { host: url.host, ...type };
    const query = Object.fromEntries(url.searchParams);
    const request = {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers,
      body,
    };
    const signed = await signer.sign(request);
    const { host: _, ...sent } = signed.headers;
    const { send } = httpClient(workspace.signedUrl);
    expect((await send(method, target, { headers: sent, ...(body && { body }) })).status).toBe(status);
  });

  const example = (name: string) => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  const environment = ({ signedUrl, signingKey }: Workspace) => ({
    PATH: process.env.PATH,
    SERVICE_USERS_URL: signedUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: signingKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: signingKey.secretAccessKey,
    AWS_SESSION_TOKEN: signingKey.sessionToken,
  });
  const run = async (workspace: Workspace, command: string, ...args: string[]) => {
    const { stdout } = await promisify(execFile)(command, args, { env: environment(workspace), timeout: 20_000 });
    return JSON.parse(stdout);
  };

  it('curl, in the example for cron', async ({ workspace, pipeline }) => {
    const script = example('cron/call-api.sh');
    expect(await run(workspace, script, 'GET', '/api/me')).toMatchObject({ id: pipeline.id, authenticated_by: 'iam' });
    expect(await run(workspace, script, 'GET', '/api/users?name=Airflow&size=10')).toMatchObject({ items: [{}] });
    expect(await run(workspace, script, 'POST', '/api/users', '{"name":"Made by curl"}')).toMatchObject({
      name: 'Made by curl',
    });
  });

  it('curl, in the example for dbt, which does not start dbt for an unknown caller', async ({
    workspace,
    pipeline,
  }) => {
    const path = `/api/users/${pipeline.id}`;
    await workspace.admin.put(path, { iam_principals: [] });
    const dbt = run(workspace, example('dbt/dbt-with-service-users.sh'), 'build');
    await expect(dbt).rejects.toThrow('is not bound to an active Service User');
    await workspace.admin.put(path, { iam_principals: ['arn:aws:iam::000000000000:role/local-pipeline'] });
  });

  it('TypeScript, in its example', async ({ workspace, pipeline }) => {
    const response = await run(workspace, process.execPath, example('typescript/call-api.ts'), 'GET', '/api/me');
    expect(response).toMatchObject({ id: pipeline.id, authenticated_by: 'iam' });
  });

  it.skipIf(!hasBotocore())(
    'Python with botocore, in its example (where botocore is installed)',
    async ({ workspace, pipeline }) => {
      const script = example('python/call_api.py');
      expect(await run(workspace, 'python3', script, 'GET', '/api/me')).toMatchObject({ id: pipeline.id });
      expect(await run(workspace, 'python3', script, 'GET', '/api/users/airflow_service_user%40service')).toMatchObject(
        { id: pipeline.id },
      );
      expect(
        await run(workspace, 'python3', script, 'POST', '/api/users', '{"name":"Made by botocore"}'),
      ).toMatchObject({ name: 'Made by botocore' });
    },
  );
});

describe('refuses', () => {
  const forbidden = { status: 403, body: { message: 'Forbidden' } };
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const body = '{"name":"Signed"}';
  const post = { method: 'POST', path: '/api/users', body };

  it('a body, path, query or method other than the signed one', async ({ workspace }) => {
    expect(await sendSigned(workspace, post, { body: '{"name":"Forged"}' })).toMatchObject(forbidden);
    expect(await sendSigned(workspace, {}, { path: '/api/users' })).toMatchObject(forbidden);
    expect(await sendSigned(workspace, { path: '/api/users?size=1' }, { path: '/api/users?size=2' })).toMatchObject(
      forbidden,
    );
    expect(await sendSigned(workspace, { path: '/api/users' }, { path: '/api/users?size=2' })).toMatchObject(forbidden);
    expect(await sendSigned(workspace, { path: '/api/users/1' }, { method: 'DELETE' })).toMatchObject(forbidden);
  });

  it('a body that differs from a signed hash of it', async ({ workspace }) => {
    const hash = createHash('sha256').update(body).digest('hex');
    const signed = { ...post, headers: { 'x-amz-content-sha256': hash } };
    expect((await sendSigned(workspace, signed)).status).toBe(201);
    expect(await sendSigned(workspace, signed, { body: '{"name":"Forged"}' })).toMatchObject(forbidden);
    const unsigned = { ...post, headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } };
    expect(await sendSigned(workspace, unsigned)).toMatchObject(forbidden);
  });

  it('unsigned query parameters after a second question mark, or with names that signers omit', async ({
    workspace,
  }) => {
    const signed = { path: '/api/users?name=a' };
    for (const path of [
      '/api/users?name=a?b',
      '/api/users?name=a&X-Amz-Signature=x',
      '/api/users?name=a&__proto__=x',
    ]) {
      expect(await sendSigned(workspace, signed, { path })).toMatchObject(forbidden);
    }
  });

  it('a missing, unknown or repeated session token', async ({ workspace }) => {
    const { sessionToken } = workspace.signingKey;
    expect(await sendSigned(workspace, { sessionToken: undefined })).toMatchObject(forbidden);
    for (const token of ['made up', sessionToken.slice(1), `${sessionToken}, ${sessionToken}`]) {
      expect(await sendSigned(workspace, { sessionToken: token })).toMatchObject(forbidden);
    }
    expect(await sendSigned(workspace, { sessionToken })).toMatchObject({ status: 200 });
  });

  it('a signature in the query, as presigned URLs have it', async ({ workspace }) => {
    const client = new AwsClient({ ...workspace.signingKey, service: 'execute-api', region: 'us-east-1', retries: 0 });
    const { url } = await client.sign(`${workspace.signedUrl}/api/me`, { aws: { signQuery: true } });
    expect(url).toContain('X-Amz-Signature=');
    const response = await fetch(url);
    expect({ status: response.status, body: await response.json() }).toEqual(forbidden);
  });

  it('another secret, key, region or service', async ({ workspace }) => {
    const wrong = [
      { secretAccessKey: 'wrong' },
      { accessKeyId: 'ASIAUNKNOWN' },
      { region: 'eu-west-1' },
      { service: 's3' },
    ];
    for (const request of wrong) expect(await sendSigned(workspace, request)).toMatchObject(forbidden);
  });

  it('a past, future, modified or malformed date', async ({ workspace }) => {
    for (const minutes of [-6, 6, -60 * 24]) {
      expect(await sendSigned(workspace, { headers: { 'X-Amz-Date': at(minutes) } })).toMatchObject(forbidden);
    }
    expect((await sendSigned(workspace, { headers: { 'X-Amz-Date': at(-4) } })).status).toBe(200);
    const { send } = httpClient(workspace.signedUrl);
    for (const date of [at(1), 'yesterday', '']) {
      const { 'X-Amz-Date': _, ...signed } = sign(workspace);
      const response = await send('GET', '/api/me', { headers: { ...signed, 'x-amz-date': date } });
      expect(response.status).toBe(403);
    }
  });

  it('a signature that is missing, truncated, repeated, or covers too few headers', async ({ workspace }) => {
    const { Authorization = '', ...rest } = sign(workspace);
    const bad = [
      '',
      Authorization.slice(0, -1),
      `${Authorization}, ${Authorization}`,
      Authorization.replace('SignedHeaders=host;x-amz-date', 'SignedHeaders=x-amz-date'),
      Authorization.replace('SignedHeaders=host;', 'SignedHeaders=host;x-not-there;'),
      Authorization.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1'),
    ];
    expect(Authorization).toContain('SignedHeaders=host;x-amz-date');
    const { send } = httpClient(workspace.signedUrl);
    for (const authorization of bad) {
      const response = await send('GET', '/api/me', { headers: { ...rest, authorization } });
      expect([authorization, response.status]).toEqual([authorization, 403]);
    }
  });

  it('a signature on the bearer API', async ({ workspace }) => {
    expect((await workspace.anonymous.send('GET', '/api/me', { headers: sign(workspace) })).status).toBe(401);
  });
});

function hasBotocore(): boolean {
  return spawnSync('python3', ['-c', 'import botocore']).status === 0;
}
