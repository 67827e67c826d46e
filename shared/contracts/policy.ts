// The operations of /api/policy: routes, callers and request schemas.
import * as z from 'zod/mini';
import { LIMITS, MAX_REVOKE_UNUSED_DAYS, MIN_REVOKE_UNUSED_DAYS } from '../domain/policy.ts';
import { RoleField } from './fields.ts';
import { operation } from './operation.ts';

const upTo = (min: number, max: number) => z.optional(z.int().check(z.minimum(min), z.maximum(max)));

const Roles = z
  .array(RoleField)
  .check(z.refine((roles) => new Set(roles).size === roles.length, 'must name each role once'));

/** Fields that are left out stay the same. */
const PolicyUpdate = z.strictObject({
  max_lifetime_days: upTo(1, LIMITS.max_lifetime_days),
  default_lifetime_days: upTo(1, LIMITS.default_lifetime_days),
  never_expiring_roles: z.optional(Roles),
  scopes_required_for: z.optional(Roles),
  cidrs_required_for: z.optional(Roles),
  max_overlap_hours: upTo(0, LIMITS.max_overlap_hours),
  max_tokens_per_account: upTo(1, LIMITS.max_tokens_per_account),
  unused_after_days: upTo(1, LIMITS.unused_after_days),
  session_hours: upTo(1, LIMITS.session_hours),
  revoke_unused_after_days: z.optional(
    z.nullable(z.int().check(z.minimum(MIN_REVOKE_UNUSED_DAYS), z.maximum(MAX_REVOKE_UNUSED_DAYS))),
  ),
  owner_required: z.optional(z.boolean()),
  purpose_required: z.optional(z.boolean()),
});
export type PolicyUpdate = z.infer<typeof PolicyUpdate>;

export const getPolicy = operation({
  id: 'policy/get-policy',
  method: 'GET',
  path: '/api/policy',
  audience: ['Admin'],
  scope: 'policy:read',
  status: 200,
});

export const updatePolicy = operation({
  id: 'policy/update-policy',
  method: 'PUT',
  path: '/api/policy',
  audience: ['Admin'],
  scope: 'policy:write',
  body: PolicyUpdate,
  status: 200,
});
