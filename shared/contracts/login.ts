// The operations of /api/login and /api/logout: routes, callers and request schemas.
import * as z from 'zod/mini';
import { operation } from './operation.ts';

/** The ID token is the bearer token, or it is in the body. */
const Login = z.optional(z.strictObject({ id_token: z.string().check(z.minLength(1), z.maxLength(8192)) }));

export const logIn = operation({
  id: 'login/log-in',
  method: 'POST',
  path: '/api/login',
  audience: 'public',
  scope: null,
  body: Login,
  status: 200,
});

export const logOut = operation({
  id: 'logout/log-out',
  method: 'POST',
  path: '/api/logout',
  audience: 'authenticated',
  scope: null,
  status: 204,
});
