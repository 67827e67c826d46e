// The wire of /api/introspect (RFC 7662).
import * as z from 'zod/mini';
import { operation } from './operation.ts';

export const introspect = operation({
  id: 'introspect/introspect-token',
  method: 'POST',
  path: '/api/introspect',
  audience: ['Admin', 'Manager'],
  // RFC 7662, 2.1: parameters besides the token are hints, and unknown ones are no error.
  form: z.object({ token: z.string().check(z.minLength(1), z.maxLength(8192)) }),
  status: 200,
});
