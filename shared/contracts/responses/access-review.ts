// The responses of the access review.
import * as z from 'zod/mini';
import { FINDINGS } from '../../domain/access-review.ts';
import { Id } from '../fields.ts';
import { FederationPolicy } from './federation-policies.ts';
import { DatastoreSummary, describe, extensible, pageOf, Text, Time } from './parts.ts';
import { Token } from './tokens.ts';
import { User } from './users.ts';

const ReviewedToken = describe(
  z.strictObject({
    id: Token.shape.id,
    name: Token.shape.name,
    status: Token.shape.status,
    created: Token.shape.created,
    age_days: describe(z.int(), 'The age of the token in days.'),
    secret_age_days: describe(z.int(), 'The age of the newest secret in days.'),
    expiration: Token.shape.expiration,
    last_used: Token.shape.last_used,
    would_revoke_on: describe(
      z.nullable(Time),
      'When `revoke_unused_after_days` of the policy revokes the token, unless it is used before. Null if it does not.',
    ),
  }),
  'A token of the Service User.',
);

const ReviewedFederationPolicy = describe(
  z.strictObject({
    id: FederationPolicy.shape.id,
    name: FederationPolicy.shape.name,
    issuer: FederationPolicy.shape.issuer,
    subject: FederationPolicy.shape.subject,
    claims: FederationPolicy.shape.claims,
    enabled: FederationPolicy.shape.enabled,
    last_used: FederationPolicy.shape.last_used,
  }),
  'A federation policy of the Service User.',
);

export const AccessReviewEntry = describe(
  z.strictObject({
    user: describe(User, 'The Service User.'),
    owners: describe(
      z.readonly(
        z.array(
          z.strictObject({
            user_id: User.shape.user_id,
            name: User.shape.name,
            email: User.shape.email,
            active: describe(z.boolean(), 'Whether the person is active.'),
          }),
        ),
      ),
      'The owners.',
    ),
    datastores: describe(
      z.strictObject({
        all: describe(z.boolean(), 'Whether the role reaches every datastore, which are not listed then.'),
        items: describe(z.readonly(z.array(DatastoreSummary)), 'The first 20 datastores, ordered by name.'),
        has_more: describe(z.boolean(), 'Whether the account reaches more datastores than these.'),
      }),
      'The datastores that the account can access.',
    ),
    tokens: describe(z.readonly(z.array(ReviewedToken)), 'All tokens, also those that are not active.'),
    federation_policies: describe(z.readonly(z.array(ReviewedFederationPolicy)), 'All federation policies.'),
    iam_principals: describe(
      z.readonly(
        z.array(
          z.strictObject({
            arn: describe(Text, 'The ARN of the IAM role or user.'),
            unique_id: describe(z.nullable(Text), 'The unique id that the binding is pinned to. Null if it is not.'),
          }),
        ),
      ),
      'The bound IAM roles and users.',
    ),
    findings: describe(
      z.readonly(
        z.array(
          z.strictObject({
            code: extensible(FINDINGS, 'What to look at.'),
            token_id: describe(z.optional(Id), 'The token that the finding is about.'),
            federation_policy_id: describe(z.optional(Id), 'The federation policy that the finding is about.'),
            iam_principal: describe(z.optional(Text), 'The IAM principal that the finding is about.'),
            owner: describe(z.optional(Text), 'The `user_id` of the owner that the finding is about.'),
          }),
        ),
      ),
      'What a reviewer should look at. Empty if nothing.',
    ),
  }),
  'A Service User in the access review.',
);
export type AccessReviewEntry = z.infer<typeof AccessReviewEntry>;

export const AccessReview = describe(pageOf(AccessReviewEntry), 'A page of the access review.');
