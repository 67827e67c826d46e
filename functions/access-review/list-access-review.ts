// GET /api/access-review
import { listAccessReview as operation } from '../../shared/contracts/access-review.ts';
import { accessReviewPorts } from '../../shared/runtime/ports.ts';
import { listAccessReview } from '../../shared/services/access-review.ts';
import { handle } from '../http/handle.ts';
import { accessReviewAsCsv } from './access-review-as-csv.ts';

export const handler = handle(operation, async ({ query: { format, ...filter } }) => {
  const list = await listAccessReview(accessReviewPorts, filter);
  return format === 'csv' ? accessReviewAsCsv(list) : list;
});
