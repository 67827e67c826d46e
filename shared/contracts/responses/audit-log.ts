// The responses about the audit log.
import * as z from 'zod/mini';
import { ACTOR_PROOFS, ACTOR_TYPES, AUDIT_ACTIONS } from '../../domain/audit.ts';
import { describe, extensible, pageOf, Text, Time } from './parts.ts';

export const AuditEntry = describe(
  z.strictObject({
    id: describe(z.int(), 'The id of the entry. Later entries have larger ids.'),
    at: describe(Time, 'The time of the change.'),
    actor: describe(
      z.strictObject({
        user_id: describe(Text, 'The `user_id` of the account.'),
        user_type: extensible(ACTOR_TYPES, 'The type of the account, or `System` for the deployment itself.'),
        authenticated_by: extensible(ACTOR_PROOFS, 'The kind of credential that the request was made with.'),
        iam_arn: describe(z.optional(Text), 'The ARN of the IAM session that signed the request, if one did.'),
        federation: describe(
          z.optional(
            z.strictObject({
              policy_id: describe(z.int(), 'The id of the federation policy.'),
              policy: describe(Text, 'The name of the federation policy at that time.'),
              subject: describe(Text, 'The claim `sub` of the token that was exchanged.'),
            }),
          ),
          'How a workload got the session that made the request.',
        ),
      }),
      'The account that made the change.',
    ),
    action: extensible(AUDIT_ACTIONS, 'The kind of change.'),
    target: describe(Text, 'What was changed: the `user_id` of an account, `team:<id>`, `datastore:<id>` or `policy`.'),
    changes: describe(
      z.record(
        Text,
        z.strictObject({
          from: describe(z.unknown(), 'The value before the change.'),
          to: describe(z.unknown(), 'The value after the change.'),
        }),
      ),
      'The changed fields by their paths, such as `role` or `tokens.7.revoked_at`.',
    ),
    request_id: describe(Text, 'The id of the request, as in the logs.'),
    source_ip: describe(Text, 'The IP address that the request came from.'),
  }),
  'A change and the account that made it.',
);
export type AuditEntryView = z.infer<typeof AuditEntry>;

export const AuditEntryList = describe(pageOf(AuditEntry), 'A page of audit entries.');
