// The operation of /api/access-review: route, callers and request schema.
import * as z from 'zod/mini';
import { FINDINGS } from '../domain/access-review.ts';
import { wholeNumber } from './fields.ts';
import { operation } from './operation.ts';

/** An entry needs several reads, so that a page is smaller than that of other lists. */
const MAX_PAGE_SIZE = 50;

const AccessReviewFilter = z.strictObject({
  size: z._default(wholeNumber(1, MAX_PAGE_SIZE), 25),
  cursor: z._default(z.string().check(z.minLength(1), z.maxLength(2048)), '*'),
  finding: z.optional(z.enum(FINDINGS)),
  format: z._default(z.enum(['json', 'csv']), 'json'),
});
export type AccessReviewFilter = Omit<z.infer<typeof AccessReviewFilter>, 'format'>;

export const listAccessReview = operation({
  id: 'access-review/list-access-review',
  method: 'GET',
  path: '/api/access-review',
  audience: ['Admin'],
  scope: 'audit:read',
  query: AccessReviewFilter,
  csv: true,
  status: 200,
});
