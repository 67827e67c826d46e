// The wire of /api/leaked-tokens.
import * as z from 'zod/mini';
import { operation } from './operation.ts';

export const reportLeakedTokens = operation({
  id: 'leaked-tokens/report-leaked-tokens',
  method: 'POST',
  path: '/api/leaked-tokens',
  audience: 'open',
  body: z.strictObject({
    tokens: z.array(z.string().check(z.maxLength(1024))).check(z.minLength(1), z.maxLength(100)),
  }),
  status: 202,
});
