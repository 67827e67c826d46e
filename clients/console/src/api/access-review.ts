// The access review: every active Service User with its credentials, its reach and the findings about it.
import { queryOptions } from '@tanstack/react-query';
import type { operations } from '../../../../examples/typescript/service-users.d.ts';
import { api, bodyOf } from './client.ts';
import { type CsvPage, csvPage } from './csv.ts';
import type { ApiPage } from './pages.ts';
import type { ReviewEntry } from './types.ts';

export type Finding = NonNullable<NonNullable<operations['listAccessReview']['parameters']['query']>['finding']>;

/** The largest page of the API. */
const REVIEW_PAGE_SIZE = 50;

export function readReviewPage(cursor: string, signal: AbortSignal): Promise<ApiPage<ReviewEntry>> {
  const query = { cursor, size: REVIEW_PAGE_SIZE };
  return bodyOf(api.GET('/api/access-review', { params: { query }, signal }));
}

/** The first Service Users of the review. */
export const reviewStartQuery = queryOptions({
  queryKey: ['access-review'],
  queryFn: ({ signal }) => readReviewPage('*', signal),
});

export async function reviewCsv(finding: Finding | undefined, cursor: string, signal: AbortSignal): Promise<CsvPage> {
  const query = { cursor, size: REVIEW_PAGE_SIZE, format: 'csv' as const, ...(finding && { finding }) };
  return csvPage(await api.GET('/api/access-review', { params: { query }, parseAs: 'text', signal }));
}
