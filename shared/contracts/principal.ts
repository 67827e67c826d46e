// The principal, in the form in which our authorizers pass it to the functions behind them.
import * as z from 'zod/mini';
import { AUTHENTICATED_BY, type Principal } from '../domain/principal.ts';
import { ROLES, USER_TYPES } from '../domain/user.ts';

export const AuthorizerContext = z.object({
  id: z.int(),
  user_id: z.string(),
  user_type: z.enum(USER_TYPES),
  role: z.enum(ROLES),
  team_ids: z.array(z.int()),
  authenticated_by: z.enum(AUTHENTICATED_BY),
  token_id: z._default(z.nullable(z.int()), null),
  token_generation: z._default(z.nullable(z.int()), null),
  session_id: z._default(z.nullable(z.int()), null),
  session_epoch: z._default(z.nullable(z.int()), null),
  federation: z._default(z.nullable(z.object({ policy_id: z.int(), policy: z.string(), subject: z.string() })), null),
  // An authorizer of an earlier release does not return these, and narrows no credential.
  credential_id: z._default(z.nullable(z.string()), null),
  scopes: z._default(z.nullable(z.array(z.string())), null),
  narrowed: z._default(z.boolean(), false),
}) satisfies z.ZodMiniType<Principal>;
