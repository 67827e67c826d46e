// Common OIDC clients log in at the issuer on localhost, and the API accepts their ID tokens at login.
import { expect, inject } from 'vitest';
import { AUDIENCE } from '../../infra/local/issuer.ts';
import { it } from '../support/workspace.ts';
import type { LoginResult } from './login/login.ts';

it.for(['oidc-client-ts', 'openid-client'])('logs in with %s', async (name, { workspace }) => {
  const { logIn } = await import(`./login/${name}.ts`);
  const email = `${name}@example.org`;
  const result: LoginResult = await logIn(inject('issuer').url, AUDIENCE, email.toUpperCase());
  expect(result).toMatchObject({ email, loggedOutAt: 'http://localhost:5173/bye' });
  for (const token of [result.idToken, result.refreshedIdToken]) {
    const { status, body } = await workspace.anonymous.post('/api/login', { id_token: token });
    expect(status).toBe(200);
    expect(await workspace.client(body.session.access_token).get('/api/me')).toMatchObject({
      status: 200,
      body: { user_id: email, authenticated_by: 'oidc' },
    });
  }
});
