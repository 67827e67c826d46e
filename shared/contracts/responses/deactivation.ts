// The preview of a deactivation.
import * as z from 'zod/mini';
import { FederationPolicy } from './federation-policies.ts';
import { DatastoreSummary, describe, extensible, Texts, Time } from './parts.ts';
import { BlockingToken, Token } from './tokens.ts';
import { UserSummary } from './users.ts';

const LostFederationPolicy = describe(
  z.strictObject({
    id: FederationPolicy.shape.id,
    name: FederationPolicy.shape.name,
    issuer: FederationPolicy.shape.issuer,
    subject: FederationPolicy.shape.subject,
    enabled: FederationPolicy.shape.enabled,
  }),
  'A federation policy of the Service User.',
);

export const DeactivationPreview = describe(
  z.strictObject({
    user: describe(UserSummary, 'The account.'),
    blocked_by: describe(
      z.readonly(
        z.array(
          extensible(['active_tokens', 'last_human_admin'], 'The code of an error that blocks the deactivation.'),
        ),
      ),
      'The codes of the errors that block the deactivation now. Empty if nothing does.',
    ),
    active_tokens: describe(
      z.readonly(z.array(BlockingToken)),
      'The active tokens of a Service User, which you must revoke first.',
    ),
    tokens: describe(
      z.readonly(z.array(Token)),
      'All tokens of a Service User. Empty for a person, whose tokens only they can see.',
    ),
    sessions: describe(
      z.int(),
      'The number of sessions of the account, at most 1,000. They do not block the deactivation, which ends them.',
    ),
    last_used: describe(
      z.nullable(Time),
      'The last use of the account: of a token, a signed request or a login. Accurate to five minutes.',
    ),
    iam_principals: describe(Texts, 'The ARNs of the IAM roles and users that lose access.'),
    federation_policies: describe(
      z.readonly(z.array(LostFederationPolicy)),
      'The federation policies, whose workloads can no longer sign in.',
    ),
    teams: describe(Texts, 'The names of the teams of the account.'),
    datastores: describe(
      z.strictObject({
        total: describe(z.nullable(z.int()), 'The number of datastores. Null for more than 10,000.'),
        items: describe(z.readonly(z.array(DatastoreSummary)), 'The first 50 datastores, ordered by name.'),
      }),
      'The datastores that the account can access.',
    ),
  }),
  'What blocks the deactivation of an account, and what the account loses.',
);
export type DeactivationPreview = z.infer<typeof DeactivationPreview>;
