// The operation that tests a federation policy, in its own file so that its function has no schemas of policies.
import * as z from 'zod/mini';
import { operation } from './operation.ts';

/** In bytes, which are characters in a token. */
const MAX_SUBJECT_TOKEN_LENGTH = 16 * 1024;

const FederationPolicyTest = z.strictObject({
  subject_token: z.string().check(z.minLength(1), z.maxLength(MAX_SUBJECT_TOKEN_LENGTH)),
});
export type FederationPolicyTest = z.infer<typeof FederationPolicyTest>;

export const testFederationPolicy = operation({
  id: 'federation-policies/test-federation-policy',
  method: 'POST',
  path: '/api/users/{id}/federation-policies/{policy_id}/test',
  audience: ['Admin'],
  scope: 'users:read',
  body: FederationPolicyTest,
  status: 200,
});
