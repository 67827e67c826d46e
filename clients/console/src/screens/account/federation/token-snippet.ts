// How to get a token from a run of a workload, to test a federation policy with it.
import type { FederationPolicy } from '../../../api/types.ts';
import { toWorkload } from '../../../components/federation/workload.ts';
import type { Snippet } from '../../../components/snippet-tabs.tsx';

export function tokenSnippet(policy: FederationPolicy): Snippet {
  const { audience } = policy;
  const workload = toWorkload(policy);
  switch (workload.provider) {
    case 'github':
      return {
        id: 'github',
        label: 'GitHub Actions',
        where:
          'Run a job with this step. Its log then has the token, which is valid for a few minutes: delete the log afterwards if others can read it.',
        code: `permissions:
  id-token: write
steps:
  - run: |
      curl -sG -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
        --data-urlencode ${quoted(`audience=${audience}`)} "$ACTIONS_ID_TOKEN_REQUEST_URL" | jq -r .value`,
      };
    case 'gitlab':
      return {
        id: 'gitlab',
        label: 'GitLab CI',
        where:
          'Run this job. Its log then has the token in Base64, because GitLab masks the token itself: decode it with base64 -d, and delete the log afterwards if others can read it.',
        code: `print-token:
  id_tokens:
    OIDC_TOKEN:
      aud: ${JSON.stringify(audience)}
  script:
    - printf %s "$OIDC_TOKEN" | base64 | tr -d '\\n'`,
      };
    case 'kubernetes':
      return {
        id: 'kubernetes',
        label: 'Kubernetes',
        where: 'Run this where you have access to the cluster. It prints a token of the service account.',
        code: `kubectl create token ${workload.serviceAccount} --namespace ${workload.namespace} --audience ${quoted(audience)}`,
      };
    case 'other':
      return {
        id: 'other',
        label: 'Another OIDC issuer',
        where: 'Let a run of the workload request a token with these claims, and print it.',
        code: `iss: ${policy.issuer}
aud: ${audience}
sub: ${policy.subject ?? '(any)'}`,
      };
  }
}

/** For a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
