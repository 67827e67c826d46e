// The operations of /api/leaked-tokens: routes, callers and request schemas.
import * as z from 'zod/mini';
import { operation } from './operation.ts';

const Plaintext = z.string().check(z.maxLength(1024));
const MAX_TOKENS = 100;

/** A report of GitHub's secret scanning, which may have other fields. */
const GithubReport = z.array(z.object({ token: Plaintext })).check(z.minLength(1), z.maxLength(MAX_TOKENS));

const Report = z.strictObject({ tokens: z.array(Plaintext).check(z.minLength(1), z.maxLength(MAX_TOKENS)) });

export const reportLeakedTokens = operation({
  id: 'leaked-tokens/report-leaked-tokens',
  method: 'POST',
  path: '/api/leaked-tokens',
  audience: 'public',
  body: z.union([Report, GithubReport], `must be {"tokens": [...]}, 1-${MAX_TOKENS} strings`),
  status: 202,
});
