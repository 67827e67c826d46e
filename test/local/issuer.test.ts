// The OIDC issuer of the local system, request by request. `test/clients/oidc.test.ts` logs in with the clients of others.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { AUDIENCE, type LocalIssuer, startIssuer } from '../../infra/local/issuer.ts';
import { send } from './support/send.ts';
import { temporaryFolder } from './support/temporary.ts';

const ADMIN = 'first@example.com';
const REDIRECT_URI = 'http://localhost:5173/callback?keep=1';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await startIssuer({ adminEmail: ADMIN });
  return () => issuer.stop();
});

const post = async (path: string, form: Record<string, string>, headers: Record<string, string> = {}) => {
  const response = await fetch(issuer.url + path, { method: 'POST', body: new URLSearchParams(form), headers });
  return { status: response.status, body: JSON.parse(await response.text()) };
};

const get = async (url: string) => JSON.parse(await (await fetch(url)).text());

const loginRequest = {
  response_type: 'code',
  client_id: AUDIENCE,
  redirect_uri: REDIRECT_URI,
  scope: 'openid email',
  state: 'a b&c',
  nonce: 'n-1',
  code_challenge: CHALLENGE,
  code_challenge_method: 'S256',
};

/** @param changes - Replace parameters of the login request. Undefined removes one. */
async function authorize(changes: Record<string, string | undefined> = {}) {
  const url = `${issuer.url}/authorize?${new URLSearchParams(JSON.parse(JSON.stringify({ ...loginRequest, ...changes })))}`;
  const response = await fetch(url, { redirect: 'manual' });
  const location = URL.parse(response.headers.get('location') ?? '');
  return {
    status: response.status,
    target: location && location.origin + location.pathname,
    parameters: Object.fromEntries(location?.searchParams ?? []),
    page: await response.text(),
  };
}

/** Logs in, and redeems the code. */
async function logIn(changes: Record<string, string> = {}) {
  const { parameters } = await authorize({ login_hint: 'Ada@Example.com' });
  const code = { grant_type: 'authorization_code', code: parameters.code ?? '', redirect_uri: REDIRECT_URI };
  return post('/token', { ...code, client_id: AUDIENCE, code_verifier: VERIFIER, ...changes });
}

const verify = async (token: string, audience: string) =>
  (await jwtVerify(token, createRemoteJWKSet(new URL(`${issuer.url}/jwks`)), { issuer: issuer.url, audience })).payload;

test('publishes a complete discovery document', async () => {
  const document = await get(`${issuer.url}/.well-known/openid-configuration`);
  expect(document).toMatchObject({
    issuer: issuer.url,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'refresh_token', 'password'],
  });
  for (const name of ['authorization', 'token', 'userinfo', 'end_session'])
    expect((await fetch(document[`${name}_endpoint`])).status, name).not.toBe(500);
  const { keys } = await get(document.jwks_uri);
  expect(keys).toEqual([
    { kty: 'RSA', alg: 'RS256', use: 'sig', kid: expect.any(String), n: expect.any(String), e: 'AQAB' },
  ]);
});

describe('the password grant', () => {
  test('returns an ID token for the e-mail address in lower case, verified', async () => {
    const { status, body } = await post('/token', {
      grant_type: 'password',
      username: 'Ada@Example.com',
      scope: 'openid email',
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 3600 } });
    const email = 'ada@example.com';
    expect(await verify(body.id_token, AUDIENCE)).toMatchObject({ sub: email, email, email_verified: true });
  });

  test.each(['', 'ada', 'undefined', 'ada@example.com, bob@example.com'])('refuses %j', async (username) => {
    const { status, body } = await post('/token', { grant_type: 'password', username });
    expect({ status, body }).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('returns no ID token without the scope openid', async () => {
    const { body } = await post('/token', { grant_type: 'password', username: 'ada@example.com', scope: 'email' });
    expect(body).not.toHaveProperty('id_token');
  });
});

describe('the authorization code flow', () => {
  test('skips the page for a login_hint, and returns a code with state and issuer', async () => {
    const { status, target, parameters } = await authorize({ login_hint: 'Ada@Example.com' });
    expect({ status, target }).toEqual({ status: 302, target: 'http://localhost:5173/callback' });
    expect(parameters).toEqual({ keep: '1', code: expect.any(String), state: 'a b&c', iss: issuer.url });
  });

  test('returns tokens for the code, with the nonce and the client in the ID token', async () => {
    const { status, body } = await logIn();
    expect(status).toBe(200);
    const { nonce, email, aud } = await verify(body.id_token, AUDIENCE);
    expect({ nonce, email, aud }).toEqual({ nonce: 'n-1', email: 'ada@example.com', aud: AUDIENCE });
  });

  test('shows a page that asks for the e-mail address, and offers the first Admin', async () => {
    const { status, page } = await authorize();
    expect(status).toBe(200);
    expect(page).toContain(`name="login_hint" value="${ADMIN}"`);
    const hidden = [...page.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    expect(hidden.map(([, name]) => name)).toEqual(Object.keys(loginRequest));
    expect(page).toContain('value="a b&#38;c"');
  });

  test('shows the page again for a login_hint that is no e-mail address, without its markup', async () => {
    const { page } = await authorize({ login_hint: '<script>alert(1)</script>' });
    expect(page).toContain('is not an e-mail address');
    expect(page).not.toContain('<script>');
  });

  test('responds to prompt=none without a page', async () => {
    expect((await authorize({ prompt: 'none' })).parameters).toMatchObject({ error: 'login_required', state: 'a b&c' });
  });

  test.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'email' }, 'invalid_scope'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge_method: undefined }, 'invalid_request'],
    [{ code_challenge: undefined }, 'invalid_request'],
    [{ code_challenge: '' }, 'invalid_request'],
    [{ code_challenge: `${CHALLENGE}=` }, 'invalid_request'],
    [{ response_mode: 'form_post' }, 'invalid_request'],
  ])('reports to the client that it does not support %j', async (changes, error) => {
    expect((await authorize(changes)).parameters).toMatchObject({ error, state: 'a b&c' });
  });

  test.each([
    { client_id: undefined },
    { redirect_uri: undefined },
    { redirect_uri: '/callback' },
    { redirect_uri: 'javascript:alert(1)' },
  ])('does not redirect a request with %j', async (changes) => {
    expect(await authorize({ ...changes, login_hint: ADMIN })).toMatchObject({ status: 400, target: null });
  });

  test.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another redirect URI', { redirect_uri: 'http://localhost:5173/' }],
    ['another client', { client_id: 'other' }],
    ['another code', { code: 'other' }],
  ])('refuses %s at the token endpoint', async (_what, changes) => {
    expect(await logIn(changes)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('redeems a code once', async () => {
    const { parameters } = await authorize({ login_hint: ADMIN });
    const form = { grant_type: 'authorization_code', code: parameters.code ?? '', redirect_uri: REDIRECT_URI };
    const redeem = () => post('/token', { ...form, client_id: AUDIENCE, code_verifier: VERIFIER });
    expect((await redeem()).status).toBe(200);
    expect((await redeem()).body.error).toBe('invalid_grant');
  });

  test('accepts the client id in the header, with any secret', async () => {
    const { parameters } = await authorize({ login_hint: ADMIN, client_id: 'a:b' });
    const form = { grant_type: 'authorization_code', code: parameters.code ?? '', redirect_uri: REDIRECT_URI };
    const authorization = `Basic ${Buffer.from('a%3Ab:secret').toString('base64')}`;
    expect((await post('/token', { ...form, code_verifier: VERIFIER }, { authorization })).status).toBe(200);
  });
});

describe('a refresh token', () => {
  test('gets new tokens for the same person', async () => {
    const { body } = await logIn();
    const refreshed = await post('/token', { grant_type: 'refresh_token', refresh_token: body.refresh_token });
    expect(await verify(refreshed.body.id_token, AUDIENCE)).toMatchObject({ email: 'ada@example.com' });
  });

  test('is valid for its client only, and an access token is none', async () => {
    const { body } = await logIn();
    for (const form of [
      { refresh_token: body.refresh_token, client_id: 'other' },
      { refresh_token: body.access_token },
      { refresh_token: '' },
    ]) {
      const { status, body } = await post('/token', { grant_type: 'refresh_token', ...form });
      expect({ status, body }).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
  });

  test('stays valid over a restart with the same key file', async () => {
    const keyFile = join(temporaryFolder(), 'issuer-key.json');
    const first = await startIssuer({ keyFile });
    await first.stop();
    const second = await startIssuer({ keyFile, port: Number(new URL(first.url).port) });
    onTestFinished(() => second.stop());
    expect(second.signingKey).toEqual(first.signingKey);
  });
});

describe('a token of a workload', () => {
  const request = async (body: string) => {
    const response = await fetch(`${issuer.url}/workload-token`, { method: 'POST', body });
    return { status: response.status, body: JSON.parse(await response.text()) };
  };

  test('has the claims of the request, and is valid for five minutes', async () => {
    const sub = 'repo:acme/etl:ref:refs/heads/main';
    const claims = {
      sub,
      aud: 'service-users',
      run_number: 7,
      ref_protected: true,
      'kubernetes.io': { pod: { name: 'a' } },
    };
    const { status, body } = await request(JSON.stringify(claims));
    expect(status).toBe(200);
    const { iat = 0, exp = 0, jti, ...rest } = await verify(body.id_token, 'service-users');
    expect(rest).toEqual({ ...claims, iss: issuer.url });
    expect(exp - iat).toBe(300);
    expect(jti).not.toBe((await verify((await request(JSON.stringify(claims))).body.id_token, 'service-users')).jti);
    const [key] = (await get(`${issuer.url}/jwks`)).keys;
    expect(decodeProtectedHeader(body.id_token)).toEqual({ alg: 'RS256', typ: 'JWT', kid: key.kid });
  });

  test('has the times, the id and the issuer of the request', async () => {
    const given = { iss: 'https://other.example.com', iat: 1, exp: 2, jti: 'same' };
    const { body } = await request(JSON.stringify(given));
    expect(decodeJwt(body.id_token)).toEqual(given);
  });

  test.each(['', '[]', '"claims"', 'null', 'sub=x'])('is not issued for the body %j', async (body) => {
    expect(await request(body)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });
});

describe('an access token', () => {
  test('differs from an ID token by its type', async () => {
    const { body } = await logIn();
    expect(decodeProtectedHeader(body.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'RS256' });
    expect(decodeProtectedHeader(body.id_token)).toMatchObject({ typ: 'JWT', alg: 'RS256' });
  });

  test('gets the claims of the person, which an ID token does not', async () => {
    const { body } = await logIn();
    const userInfo = (token: string) =>
      fetch(`${issuer.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    const email = 'ada@example.com';
    expect(await (await userInfo(body.access_token)).json()).toEqual({ sub: email, email, email_verified: true });
    const refused = await userInfo(body.id_token);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token"']);
  });
});

test('redirects after a logout, with the state', async () => {
  const target = 'http://localhost:5173/bye';
  const query = new URLSearchParams({ post_logout_redirect_uri: target, state: 's' });
  const response = await fetch(`${issuer.url}/endsession?${query}`, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([302, `${target}?state=s`]);
  for (const other of ['', '?post_logout_redirect_uri=javascript:alert(1)']) {
    expect(await (await fetch(`${issuer.url}/endsession${other}`)).text()).toContain('You are logged out');
  }
});

describe('a page in a browser', () => {
  const preflight = ['Access-Control-Request-Method', 'POST', 'Access-Control-Request-Headers', 'content-type,x-app'];

  test.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'http://[::1]:8080'])(
    'of this machine (%s) may read responses',
    async (origin) => {
      const { status, headers } = await send(issuer.url, 'OPTIONS', '/token', ['Origin', origin, ...preflight]);
      expect({ status, headers }).toMatchObject({
        status: 204,
        headers: { 'access-control-allow-origin': origin, 'access-control-allow-headers': 'content-type,x-app' },
      });
      const document = await send(issuer.url, 'GET', '/.well-known/openid-configuration', ['Origin', origin]);
      expect(document.headers['access-control-allow-origin']).toBe(origin);
    },
  );

  test.each(['https://evil.example', 'http://localhost.evil.example', 'null'])('of %s may not', async (origin) => {
    const { headers } = await send(issuer.url, 'OPTIONS', '/token', ['Origin', origin, ...preflight]);
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('the session of a browser', () => {
  const cookieOf = (response: Response) => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const request = (changes: Record<string, string>, cookie = '') => {
    const url = `${issuer.url}/authorize?${new URLSearchParams({ ...loginRequest, ...changes })}`;
    return fetch(url, { redirect: 'manual', headers: { cookie } });
  };
  const parametersOf = (response: Response) =>
    Object.fromEntries(URL.parse(response.headers.get('location') ?? '')?.searchParams ?? []);

  test('starts with a login, after which the next one has no page', async () => {
    const cookie = cookieOf(await request({ login_hint: 'ada@example.com' }));
    for (const changes of [{}, { prompt: 'none' }]) {
      const { code = '' } = parametersOf(await request(changes as Record<string, string>, `other=1; ${cookie}`));
      const { body } = await post('/token', {
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT_URI,
        client_id: AUDIENCE,
        code_verifier: VERIFIER,
      });
      expect(decodeJwt(body.id_token).email).toBe('ada@example.com');
    }
  });

  test('is not used for prompt=login', async () => {
    const cookie = cookieOf(await request({ login_hint: 'ada@example.com' }));
    expect((await request({ prompt: 'login' }, cookie)).status).toBe(200);
  });

  test.each(['', 'service_users_local_issuer=x', 'service_users_local_issuer=e30'])(
    'is required for prompt=none: %j',
    async (cookie) => {
      expect(parametersOf(await request({ prompt: 'none' }, cookie))).toMatchObject({ error: 'login_required' });
    },
  );

  test('ends at the logout endpoint', async () => {
    const target = new URLSearchParams({ post_logout_redirect_uri: 'http://localhost:5173/bye' });
    const response = await fetch(`${issuer.url}/endsession?${target}`, { redirect: 'manual' });
    expect(response.headers.get('set-cookie')).toMatch(/^service_users_local_issuer=;.*Max-Age=0/);
    expect(response.headers.get('location')).toBe('http://localhost:5173/bye');
  });
});
