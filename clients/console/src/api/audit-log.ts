// The audit log.
import type { operations } from '../../../../examples/typescript/service-users.d.ts';
import { api, bodyOf } from './client.ts';
import { type CsvPage, csvPage } from './csv.ts';
import { listQuery } from './pages.ts';

type ListParameters = NonNullable<operations['listAuditLog']['parameters']['query']>;
export type AuditFilter = Omit<ListParameters, 'page' | 'size' | 'cursor' | 'format'>;
export type AuditAction = NonNullable<ListParameters['action']>;

/** The largest page of the API. */
const CSV_PAGE_SIZE = 100;

export const auditQuery = (filter: AuditFilter, size: number) =>
  listQuery(['audit-log', filter], size, (page) =>
    bodyOf(api.GET('/api/audit-log', { params: { query: { ...filter, ...page } } })),
  );

export async function auditCsv(filter: AuditFilter, cursor: string, signal: AbortSignal): Promise<CsvPage> {
  const query = { ...filter, cursor, size: CSV_PAGE_SIZE, format: 'csv' as const };
  return csvPage(await api.GET('/api/audit-log', { params: { query }, parseAs: 'text', signal }));
}
