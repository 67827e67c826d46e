// The API document of /api/users/{id}/federation-policies.
import * as contracts from '../../shared/contracts/federation-policies.ts';
import { testFederationPolicy } from '../../shared/contracts/federation-policy-test.ts';
import { FederationPolicy } from '../../shared/contracts/responses.ts';
import { federationPolicy, federationPolicySettings, listOf } from './examples.ts';
import { descriptionsOf } from './json-schema.ts';
import { FEDERATION_POLICY_ID, FIRST_PAGE, PAGING, USER_ID } from './parameters.ts';
import type { Section } from './types.ts';

const { name, issuer, audience, subject, claims, session_minutes, scopes, allowed_cidrs, enabled, jwks } =
  descriptionsOf(FederationPolicy);

const FIELDS = {
  name: `${name}`,
  issuer: `${issuer} An https URL.`,
  audience: `${audience} Never a default that tokens for other services have, too.`,
  subject: `${subject} A prefix needs the immutable claims of the issuer in \`claims\`: \`repository_id\` and \`repository_owner_id\` for GitHub, \`project_id\` for GitLab, \`terraform_workspace_id\` for HCP Terraform, \`pipeline_id\` for Buildkite, \`oidc.circleci.com/project-id\` for CircleCI, and any claim for another issuer.`,
  claims: `${claims} At most 16. The number 123 differs from the text "123".`,
  session_minutes: `${session_minutes} 5-60.`,
  scopes: `${scopes} At most 20.`,
  allowed_cidrs: `${allowed_cidrs} At most 20.`,
  enabled: `${enabled}`,
  jwks: `${jwks} At most 8 keys and 8 kB, without private keys. For an issuer that the internet cannot reach.`,
  'jwks.keys': 'The public keys (RFC 7517), each with another `kid`.',
  'jwks.keys.kid': 'The key id, which the header of a token names.',
  'jwks.keys.kty': 'The type of the key.',
  'jwks.keys.use': 'The use of the key: signatures.',
  'jwks.keys.alg': 'The only algorithm of the key.',
  'jwks.keys.key_ops': 'The operations of the key.',
  'jwks.keys.n': 'The modulus of an RSA key, base64url, at least 2048 bits.',
  'jwks.keys.e': 'The exponent of an RSA key, base64url.',
  'jwks.keys.crv': 'The curve of an EC or OKP key.',
  'jwks.keys.x': 'The x coordinate of an EC key or the public key of an OKP key, base64url.',
  'jwks.keys.y': 'The y coordinate of an EC key, base64url.',
};

const PROBLEMS = [
  'audience_too_common',
  'subject_too_wide',
  'human_required',
  'narrowed_credential',
  'scopes_required',
  'cidrs_required',
  'account_too_large',
  'user_not_found',
] as const;

export const federationPolicies: Section = {
  name: 'Federation policies',
  description:
    'A federation policy of a Service User says which OIDC tokens of workloads (a pipeline, a pod) can be exchanged for a session. No secret is stored.',
  operations: [
    {
      operation: contracts.createFederationPolicy,
      summary: 'Create a federation policy',
      description:
        'Creates a federation policy of an active Service User, which has at most 20. The response has `warnings` about what makes the policy wider or less stable than it should be.',
      id: USER_ID,
      fields: FIELDS,
      request: federationPolicySettings,
      response: 'FederationPolicy',
      example: { ...federationPolicy, last_used: null, last_subject: null },
      problems: [
        ...PROBLEMS,
        'not_a_service_user',
        'user_deactivated',
        'federation_policy_limit_reached',
        'federation_policy_name_taken',
      ],
      storage: 'written',
    },
    {
      operation: contracts.listFederationPolicies,
      summary: 'List federation policies',
      description: 'Returns the federation policies of an account in the order of their creation.',
      id: USER_ID,
      fields: PAGING,
      query: FIRST_PAGE,
      response: 'FederationPolicyList',
      example: listOf(federationPolicy),
      problems: ['user_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.getFederationPolicy,
      summary: 'Get a federation policy',
      description: 'Returns a federation policy.',
      id: USER_ID,
      policyId: FEDERATION_POLICY_ID,
      response: 'FederationPolicy',
      example: federationPolicy,
      problems: ['user_not_found', 'federation_policy_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateFederationPolicy,
      summary: 'Update a federation policy',
      description:
        'Changes the given fields. The other fields stay the same. A change increments the version and ends the sessions of the policy.',
      id: USER_ID,
      policyId: FEDERATION_POLICY_ID,
      fields: FIELDS,
      request: { enabled: false },
      response: 'FederationPolicy',
      example: { ...federationPolicy, version: federationPolicy.version + 1, enabled: false },
      problems: [...PROBLEMS, 'federation_policy_not_found', 'federation_policy_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.deleteFederationPolicy,
      summary: 'Delete a federation policy',
      description: 'Deletes a federation policy and ends its sessions.',
      id: USER_ID,
      policyId: FEDERATION_POLICY_ID,
      problems: ['human_required', 'user_not_found', 'federation_policy_not_found'],
      storage: 'written',
    },
    {
      operation: testFederationPolicy,
      summary: 'Test a federation policy',
      description:
        'Checks a token as an exchange does, and returns each check with its result. No session is created, and the token is not stored. An exchange itself never says why it rejects a token.',
      id: USER_ID,
      policyId: FEDERATION_POLICY_ID,
      fields: { subject_token: 'An OIDC token of the workload.' },
      request: { subject_token: 'a-token-of-your-pipeline' },
      response: 'FederationPolicyTestResult',
      example: {
        matched: false,
        checks: [
          { check: 'user', passed: true, detail: 'The Service User is active.' },
          { check: 'enabled', passed: true, detail: 'The policy is enabled.' },
          { check: 'format', passed: false, detail: 'The token is not a JSON Web Token in three parts.' },
        ],
      },
      problems: ['user_not_found', 'federation_policy_not_found'],
      storage: 'read',
    },
  ],
};
