// The token policy.
import * as z from 'zod/mini';
import { RoleField } from '../fields.ts';
import { describe } from './parts.ts';

export const Policy = describe(
  z.strictObject({
    max_lifetime_days: describe(z.int(), 'The maximum lifetime of a token that expires, in days.'),
    default_lifetime_days: describe(
      z.int(),
      'The lifetime in days of a token whose request has no `expires_in_days`, but at most `max_lifetime_days`.',
    ),
    never_expiring_roles: describe(
      z.readonly(z.array(RoleField)),
      'The roles whose accounts may have tokens that never expire.',
    ),
    scopes_required_for: describe(
      z.readonly(z.array(RoleField)),
      'The roles whose tokens and federation policies must have `scopes`.',
    ),
    cidrs_required_for: describe(
      z.readonly(z.array(RoleField)),
      'The roles whose tokens and federation policies must have `allowed_cidrs`.',
    ),
    max_overlap_hours: describe(
      z.int(),
      'The maximum time that a previous secret is accepted after a rotation, in hours.',
    ),
    max_tokens_per_account: describe(z.int(), 'The maximum number of tokens of an account. Expired ones do not count.'),
    unused_after_days: describe(z.int(), 'The number of days without use after which a token is reported as unused.'),
    session_hours: describe(z.int(), 'The lifetime of the session that a person gets at login, in hours.'),
    revoke_unused_after_days: describe(
      z.nullable(z.int()),
      'The number of days without use after which a token of a Service User is revoked. Each is announced 30, 7 and 1 days before. Null revokes none.',
    ),
    owner_required: describe(z.boolean(), 'Whether a Service User needs an owner when it is created or reactivated.'),
    purpose_required: describe(
      z.boolean(),
      'Whether a Service User needs a purpose when it is created or reactivated.',
    ),
  }),
  'The token policy of the workspace.',
);
export type PolicyView = z.infer<typeof Policy>;
