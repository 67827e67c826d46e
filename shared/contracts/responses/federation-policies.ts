// The responses about federation policies.
import * as z from 'zod/mini';
import { Id } from '../fields.ts';
import { describe, NARROWING, pageOf, Text, Texts, Time } from './parts.ts';

export const FederationPolicy = describe(
  z.strictObject({
    id: describe(Id, 'The id of the policy.'),
    version: describe(
      z.int(),
      'The number of the version. Every change increments it and ends the sessions of the policy.',
    ),
    name: describe(Text, 'The name of the policy, unique within its account.'),
    issuer: describe(Text, 'The `iss` of the tokens, compared exactly.'),
    audience: describe(Text, 'The only `aud` of the tokens.'),
    subject: describe(
      z.nullable(Text),
      'The `sub` of the tokens, or a prefix of it that ends in `:*` or `/*`. Null if only the claims decide.',
    ),
    claims: describe(
      z.record(Text, z.union([Text, z.number(), z.boolean()])),
      'Further claims of the tokens, by their names or by JSON pointers (RFC 6901), with the values that they must equal.',
    ),
    session_minutes: describe(z.int(), 'The lifetime of a session in minutes.'),
    ...NARROWING,
    enabled: describe(z.boolean(), 'Whether tokens can be exchanged.'),
    jwks: describe(
      z.nullable(
        z.strictObject({
          keys: describe(z.readonly(z.array(z.record(Text, z.unknown()))), 'The public keys (RFC 7517).'),
        }),
      ),
      'The public keys of the issuer. Null if they are read from its discovery document.',
    ),
    last_used: describe(z.nullable(Time), 'The last exchange, accurate to five minutes. Null before the first one.'),
    last_subject: describe(z.nullable(Text), 'The `sub` of the token of that exchange.'),
    last_refused: describe(
      z.nullable(Time),
      'The last time that a valid token of the issuer was refused, accurate to five minutes. Null if none was.',
    ),
    warnings: describe(Texts, 'What makes the policy wider or less stable than it should be. Empty if nothing does.'),
  }),
  'Which OIDC tokens of workloads can be exchanged for a session of the Service User.',
);
export type FederationPolicyView = z.infer<typeof FederationPolicy>;

export const FederationPolicyTestResult = describe(
  z.strictObject({
    matched: describe(z.boolean(), 'Whether the policy accepts the token: every check passed.'),
    checks: describe(
      z.readonly(
        z.array(
          z.strictObject({
            check: describe(
              Text,
              'What was checked: `user`, `enabled`, `token`, then `issuer`, `audience`, `subject` and `claims.<name>`. In place of `token` and the rest, the first check that an invalid token failed: `format`, `header`, `issuer`, `keys`, `key`, `signature`, `times` or `subject`.',
            ),
            passed: describe(z.boolean(), 'Whether the check passed.'),
            detail: describe(Text, 'What the policy requires and what the token has.'),
          }),
        ),
      ),
      'The checks in their order.',
    ),
  }),
  'The checks of a token by a federation policy.',
);
export type FederationPolicyTestResult = z.infer<typeof FederationPolicyTestResult>;

export const FederationPolicyList = describe(pageOf(FederationPolicy), 'A page of federation policies.');
