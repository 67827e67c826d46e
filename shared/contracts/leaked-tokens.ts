// The operations of /api/leaked-tokens: routes, callers and request schemas.
import * as z from 'zod/mini';
import { operation } from './operation.ts';

/** A text that contains tokens: a token, a log line, a URL or a part of a file. */
const Text = z.string().check(z.maxLength(4096));
const MAX_TEXTS = 100;

/** A report of GitHub's secret scanning, which may have other fields. */
const GithubReport = z.array(z.object({ token: Text })).check(z.minLength(1), z.maxLength(MAX_TEXTS));

const Report = z.strictObject({ tokens: z.array(Text).check(z.minLength(1), z.maxLength(MAX_TEXTS)) });

export const reportLeakedTokens = operation({
  id: 'leaked-tokens/report-leaked-tokens',
  method: 'POST',
  path: '/api/leaked-tokens',
  audience: 'public',
  scope: null,
  body: z.union([Report, GithubReport], `must be {"tokens": [...]}, 1-${MAX_TEXTS} strings`),
  status: 202,
});
