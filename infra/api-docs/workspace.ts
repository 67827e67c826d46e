// The API document of the operations on the workspace: /api/policy, /api/audit-log and the document itself.
import { listAuditLog } from '../../shared/contracts/audit-log.ts';
import { getOpenApi } from '../../shared/contracts/openapi.ts';
import { getPolicy, updatePolicy } from '../../shared/contracts/policy.ts';
import { Policy } from '../../shared/contracts/responses.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { accessReview } from './access-review.ts';
import { AUDIT_ENTRY_AS_CSV, auditEntry, listOf } from './examples.ts';
import { descriptionsOf } from './json-schema.ts';
import { FIRST_PAGE, PAGING, SHORT_PAGES } from './parameters.ts';
import type { Section } from './types.ts';

/** The defaults: a tool that sends them to a new workspace changes nothing. */
const { version: _, revoke_unused_from: __, ...policy } = DEFAULT_POLICY;

export const workspace: Section = {
  name: 'Workspace',
  description: 'The token policy, the audit log, the access review and the API document.',
  operations: [
    {
      operation: getPolicy,
      summary: 'Get the token policy',
      description: 'Returns the token policy. A workspace that never changed it has the defaults.',
      response: 'Policy',
      example: policy,
      storage: 'read',
    },
    {
      operation: updatePolicy,
      summary: 'Update the token policy',
      description:
        'Changes the given fields. The new policy applies to tokens that are created, rotated, restored or narrowed, to federation policies that are created or changed, and to changes of a role, from the next request on. Existing tokens stay the same. `owner_required` and `purpose_required` apply when a Service User is created or reactivated, and to an update that has `owners` or `purpose`.',
      fields: descriptionsOf(Policy),
      request: policy,
      response: 'Policy',
      example: policy,
      problems: ['human_required', 'narrowed_credential'],
      storage: 'written',
    },
    {
      operation: listAuditLog,
      summary: 'List audit entries',
      description: `Returns the audit entries that match all filters, newest first. The log has no total. ${SHORT_PAGES}`,
      fields: {
        ...PAGING,
        actor: 'Returns only changes made by the account with this `user_id`.',
        target:
          'Returns only changes to this target: the `user_id` of an account, `team:<id>`, `datastore:<id>` or `policy`.',
        action: 'Returns only changes of this kind.',
        from: 'Returns only changes at or after this time: ISO 8601 with an offset, or a date (its start in UTC).',
        to: 'Returns only changes before this time: ISO 8601 with an offset, or a date (its start in UTC).',
        format:
          'The format of the response. As `csv`, it is the items only, and a value that a spreadsheet would evaluate as a formula starts with an apostrophe.',
      },
      query: {
        ...FIRST_PAGE,
        actor: auditEntry.actor.user_id,
        target: auditEntry.target,
        action: auditEntry.action,
        from: '2026-11-01',
        to: '2026-12-01T00:00:00Z',
        format: 'json',
      },
      response: 'AuditEntryList',
      example: { ...listOf(auditEntry), total: null },
      csvExample: AUDIT_ENTRY_AS_CSV,
      storage: 'read',
    },
    accessReview,
    {
      operation: getOpenApi,
      summary: 'Get the API document',
      description: 'Returns this document.',
      response: 'OpenApi',
      example: { openapi: '3.1.1', info: { title: 'Service Users', version: '0.1.0' }, paths: {} },
      storage: 'none',
    },
  ],
};
