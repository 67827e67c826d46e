// The tables of docs/troubleshooting.md: each request gets the response that the page states.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { signIdToken } from '../support/id-tokens.ts';
import { sign } from '../support/signed-client.ts';
import { it, type Workspace } from '../support/workspace.ts';

const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

/** The rows of the first table after a heading, by their first cell. */
function tableAfter(heading: string): Map<string, string[]> {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`) + 1);
  const [, , ...rows] = /(?:^\|.*\|\n)+/m.exec(section)?.[0].trim().split('\n') ?? [];
  return new Map(
    rows
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      )
      .map(([key = '', ...cells]) => [key, cells]),
  );
}

const gatewayErrors = tableAfter('Errors of API Gateway');
const bearerTable = tableAfter('Bearer tokens');

interface Sent {
  readonly url: string;
  readonly method?: string;
  readonly target?: string;
  /** Lines between the request line and the body, as they are sent. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** Sends bytes, because HTTP clients correct or refuse some of these requests. */
async function respond({ url, method = 'GET', target = '/api/me', headers = [], body = '' }: Sent) {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = [`${method} ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', `Content-Length: ${body.length}`];
  socket.write(`${[...head, ...headers].join('\r\n')}\r\n\r\n${body}`);
  const [lines = '', content = ''] = (await text(socket)).split(/\r\n\r\n/, 2);
  return { status: Number(lines.split(' ')[1]), hasChallenge: /^www-authenticate:/im.test(lines), content };
}

const MESSAGES = new Map(
  [...gatewayErrors].map(([status, [message = '']]) => [Number(status), message.replaceAll('`', '')]),
);
const bare = (status: number) => ({
  status,
  hasChallenge: false,
  content: expect.stringContaining(JSON.stringify({ message: MESSAGES.get(status) })),
});

describe('errors of API Gateway', () => {
  const JSON_BODY = 'Content-Type: application/json';
  const requests: Record<string, (workspace: Workspace) => Sent> = {
    400: ({ url }) => ({ url, target: '/api/users/%zz' }),
    401: ({ url }) => ({ url }),
    403: ({ signedUrl }) => ({ url: signedUrl }),
    404: ({ url }) => ({ url, target: '/api/nothing' }),
    413: ({ url }) => ({
      url,
      method: 'POST',
      target: '/api/leaked-tokens',
      headers: [JSON_BODY],
      body: ' '.repeat(10 * 1024 * 1024 + 1),
    }),
    431: ({ url }) => ({ url, headers: [`Authorization: Bearer ${'x'.repeat(10_240)}`] }),
  };

  it('are all on the page, with those that a local system does not send', () => {
    expect([...gatewayErrors.keys()]).toEqual([...Object.keys(requests), '429', '500', '503'].toSorted());
  });

  it.for(Object.keys(requests))('%s', async (status, { workspace }) => {
    const request = requests[status]?.(workspace) ?? { url: '' };
    expect(await respond(request)).toEqual(bare(Number(status)));
  });

  it.for([
    ['PATCH', '/api/users/1'],
    ['GET', '/api/me/'],
    ['GET', '/api//me'],
  ] as const)('404 for a route with another method or path: %s %s', async ([method, target], { workspace }) => {
    expect(await respond({ url: workspace.url, method, target })).toEqual(bare(404));
  });
});

describe('bearer tokens', () => {
  const authorization = (value: string): readonly string[] => [`Authorization: ${value}`];
  const random = randomBytes(32);

  /** What is sent, by the first cell of its row. Without a URL, it goes to the bearer API. */
  const requests: Record<string, (token: string, workspace: Workspace) => Partial<Sent>[] | Promise<Partial<Sent>[]>> =
    {
      'a valid token': (token) =>
        ['Bearer ', 'bearer ', 'Bearer   '].map((scheme) => ({ headers: authorization(scheme + token) })),
      'no `Authorization` header': () => [{}],
      '`Bearer` without a token': () => ['Bearer', 'Bearer '].map((value) => ({ headers: authorization(value) })),
      'a token without `Bearer `': (token) => [
        ...['', 'Token ', 'Bearer: ', 'Basic '].map((scheme) => ({ headers: authorization(scheme + token) })),
        { headers: [`X-Api-Key: ${token}`] },
      ],
      'a token in quotes': (token) =>
        [`Bearer "${token}"`, `Bearer '${token}'`].map((value) => ({ headers: authorization(value) })),
      'a token followed by a carriage return': (token) => [{ headers: authorization(`Bearer ${token}\r`) }],
      'a token followed by a line break and more text': (token) => [
        { headers: authorization(`Bearer ${token}\nsecond line`) },
      ],
      'a token with a character missing': (token) => [{ headers: authorization(`Bearer ${token.slice(0, -1)}`) }],
      'a token without its `token-prefix`, or with another prefix': (token) => [
        { headers: authorization(`Bearer other_${token}`) },
        { headers: authorization(`Bearer ${token.replace('svc_', 'pat_')}`) },
      ],
      'a token of another deployment': () => [
        {
          headers: authorization(
            `Bearer ${mintToken({ account_id: 2, token_id: 3, type: 'Service', prefix: '', random })}`,
          ),
        },
      ],
      'a token in the query string': (token) => [{ target: `/api/me?access_token=${token}` }],
      'two `Authorization` headers': (token) => [
        { headers: [...authorization(`Bearer ${token}`), ...authorization(`Bearer ${token}`)] },
      ],
      'an ID token, or the OIDC token of a job': async () => [
        { headers: authorization(`Bearer ${await signIdToken('admin@example.com')}`) },
      ],
      'a token to the signed API': (token, { signedUrl }) => [
        { url: signedUrl, headers: authorization(`Bearer ${token}`) },
      ],
      'a signature to the bearer API': (_token, workspace) => [
        { headers: Object.entries(sign(workspace)).map(([name, value]) => `${name}: ${value}`) },
      ],
    };

  it('are all on the page', () => {
    expect([...bearerTable.keys()].toSorted()).toEqual([...Object.keys(requests), 'a revoked token'].toSorted());
  });

  it.for(Object.keys(requests))('%s', async (row, { workspace }) => {
    const [stated = ''] = bearerTable.get(row) ?? [];
    const { token } = await workspace.serviceUser();
    for (const request of (await requests[row]?.(token.bearer_token, workspace)) ?? []) {
      const response = await respond({ url: workspace.url, ...request });
      if (stated === '200') expect(response).toMatchObject({ status: 200 });
      else expect(response).toEqual(bare(Number(stated.replace('bare ', ''))));
    }
  });

  it('a revoked token', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    expect(bearerTable.get('a revoked token')?.[0]).toBe('bare 401');
    expect(await respond({ url: workspace.url, headers: authorization(`Bearer ${token.bearer_token}`) })).toEqual(
      bare(401),
    );
  });

  it('have the length that the page states', async ({ workspace }) => {
    const { token } = await workspace.serviceUser();
    expect(page).toContain(`A token has ${token.bearer_token.length} characters`);
  });

  it('have a challenge only in the response of an operation that checks its credential itself', async ({
    workspace,
  }) => {
    const response = await respond({
      url: workspace.url,
      method: 'POST',
      target: '/api/login',
      headers: authorization('Bearer x'),
    });
    expect(response).toMatchObject({ status: 401, hasChallenge: true });
    expect(response.content).toContain('"code":"unauthorized"');
  });
});
