// The responses that report an error.
import * as z from 'zod/mini';
import { Id } from '../fields.ts';
import { describe, extensible, Text } from './parts.ts';
import { BlockingToken } from './tokens.ts';

export const Problem = describe(
  z.strictObject({
    type: describe(Text, 'The URN of the kind of problem: `urn:service-users:problem:<code>`.'),
    title: describe(Text, 'The kind of problem, in words.'),
    status: describe(z.int().check(z.minimum(400), z.maximum(599)), 'The HTTP status.'),
    detail: describe(Text, 'What is wrong and what to do, for people. It may change.'),
    code: describe(Text, 'The stable identifier of the problem. Decide by it.'),
  }),
  'A problem document (RFC 9457).',
);

export const ValidationProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('validation_failed'), 'The stable identifier of the problem.'),
    errors: describe(
      z.array(
        z.strictObject({
          path: describe(
            Text,
            'The path of the field or the name of the parameter, such as `token.name`. Empty for the whole body.',
          ),
          message: describe(Text, 'What is wrong with it.'),
        }),
      ),
      'The fields and parameters that do not match the schema.',
    ),
  }),
  'A problem document for a request that does not match its schema.',
);

export const ActiveTokensProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('active_tokens'), 'The stable identifier of the problem.'),
    active_tokens: describe(z.array(BlockingToken), 'The active tokens of the Service User.'),
  }),
  'A problem document for the deactivation of a Service User that has active tokens.',
);

export const AlreadyCreatedProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('already_created'), 'The stable identifier of the problem.'),
    id: describe(Id, 'The identifier of the user or token that was created.'),
  }),
  'A problem document for a repeated creation with the same `Idempotency-Key`.',
);

export const TokenPolicyProblem = describe(
  z.safeExtend(Problem, {
    code: extensible(
      ['cidrs_required', 'lifetime_not_allowed', 'never_expiring_not_allowed', 'scopes_required'],
      'The stable identifier of the problem.',
    ),
    tokens: describe(
      z.array(
        z.strictObject({
          id: describe(Id, 'The identifier of the token.'),
          name: describe(Text, 'The name of the token.'),
        }),
      ),
      'The existing tokens that the token policy does not allow.',
    ),
  }),
  'A problem document for a change that the token policy does not allow because of existing tokens.',
);

export const InsufficientScopeProblem = describe(
  z.safeExtend(Problem, {
    code: describe(z.literal('insufficient_scope'), 'The stable identifier of the problem.'),
    required_scope: describe(Text, 'The scope that the operation requires.'),
  }),
  'A problem document for a credential without the scope of the operation.',
);

export const OAuthError = describe(
  z.looseObject({
    error: extensible(
      ['invalid_request', 'invalid_grant', 'unsupported_grant_type', 'temporarily_unavailable', 'server_error'],
      'The error code of OAuth.',
    ),
    error_description: describe(Text, 'What is wrong, and what to do.'),
    code: describe(Text, 'The stable identifier of the problem.'),
    status: describe(z.int(), 'The HTTP status.'),
  }),
  'An error of OAuth 2.0 (RFC 6749, section 5.2), with the members of a problem document.',
);

export const GatewayMessage = describe(
  z.strictObject({ message: describe(Text, 'The reason, in words.') }),
  'An error of API Gateway itself, for a request that did not reach a function.',
);
