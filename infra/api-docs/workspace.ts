// The API document on the workspace as a whole: /api/policy, /api/audit-log and the document itself.
import { listAuditLog } from '../../shared/contracts/audit-log.ts';
import { getOpenApi } from '../../shared/contracts/openapi.ts';
import { getPolicy, updatePolicy } from '../../shared/contracts/policy.ts';
import { PAGING, type Section } from './documentation.ts';
import { auditEntry, listOf } from './examples.ts';

const policy = {
  max_lifetime_days: 90,
  never_expiring_roles: [],
  max_overlap_hours: 48,
  max_tokens_per_account: 50,
  unused_after_days: 90,
};

export const workspace: Section = {
  name: 'Workspace',
  description: 'The token policy, the audit log, and this document.',
  operations: [
    {
      operation: getPolicy,
      summary: 'Read the token policy',
      answer: 'Policy',
      example: policy,
      storage: 'read',
    },
    {
      operation: updatePolicy,
      summary: 'Change the token policy',
      description:
        'The fields are those of the answer; what is left out stays as it is. It counts for what is created and rotated from the next request on, and tokens made before stay as they are.',
      request: { max_lifetime_days: 90, never_expiring_roles: [], max_overlap_hours: 48 },
      answer: 'Policy',
      example: policy,
      storage: 'written',
    },
    {
      operation: listAuditLog,
      summary: 'Read the audit log, newest first',
      fields: {
        ...PAGING,
        actor: 'The `user_id` of who did it.',
        target: 'The `user_id` of the account that was changed, `team:<id>`, `datastore:<id>` or `policy`.',
        from: 'At this time or later: an ISO 8601 time with its offset, or a date (its start, UTC).',
        to: 'Before this time.',
      },
      answer: 'AuditEntryList',
      example: listOf(auditEntry),
      storage: 'read',
    },
    {
      operation: getOpenApi,
      summary: 'This document',
      answer: 'OpenApi',
      example: { openapi: '3.1.1', info: { title: 'Service Users', version: '0.1.0' }, paths: {} },
      storage: 'none',
    },
  ],
};
