// The operations of /api/introspect (RFC 7662): routes, callers and request schemas.
import * as z from 'zod/mini';
import { operation } from './operation.ts';

export const introspect = operation({
  id: 'introspect/introspect-token',
  method: 'POST',
  path: '/api/introspect',
  audience: ['Admin', 'Manager'],
  scope: 'introspect:read',
  // RFC 7662, section 2.1: other parameters are hints, and unknown ones are ignored.
  form: z.object({ token: z.string().check(z.minLength(1), z.maxLength(8192)) }),
  status: 200,
});
