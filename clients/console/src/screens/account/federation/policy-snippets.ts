// How a workload requests a token for a federation policy, and exchanges it for a session.
import type { FederationPolicy } from '../../../api/types.ts';
import { toWorkload } from '../../../components/federation/workload.ts';
import type { Snippet } from '../../../components/snippet-tabs.tsx';

const URL_OF_API = window.location.origin;

export function policySnippets(userId: string, policy: FederationPolicy): readonly Snippet[] {
  return [...platformSnippets(userId, policy), exchangeSnippet(userId)];
}

function platformSnippets(userId: string, policy: FederationPolicy): Snippet[] {
  switch (toWorkload(policy).provider) {
    case 'github':
      return [gitHubSnippet(userId, policy)];
    case 'gitlab':
      return [gitLabSnippet(policy)];
    case 'kubernetes':
      return [kubernetesSnippet(policy)];
    case 'other':
      return [];
  }
}

function gitHubSnippet(userId: string, { audience }: FederationPolicy): Snippet {
  return {
    id: 'github',
    label: 'GitHub Actions',
    where: 'Add this to the job. Replace your-organization/service-users with the repository that has the action.',
    code: `permissions:
  id-token: write
steps:
  - uses: your-organization/service-users/examples/github-actions/login@main
    with:
      url: ${URL_OF_API}
      client-id: ${userId}
      audience: ${JSON.stringify(audience)}
  - run: curl --fail-with-body -H "Authorization: Bearer $SERVICE_USERS_TOKEN" "$SERVICE_USERS_URL/api/me"`,
  };
}

function gitLabSnippet({ audience }: FederationPolicy): Snippet {
  return {
    id: 'gitlab',
    label: 'GitLab CI',
    where: 'Add this to the job. The variable OIDC_TOKEN then has the token, which the job exchanges with curl.',
    code: `id_tokens:
  OIDC_TOKEN:
    aud: ${JSON.stringify(audience)}`,
  };
}

function kubernetesSnippet({ audience }: FederationPolicy): Snippet {
  return {
    id: 'kubernetes',
    label: 'Kubernetes',
    where: 'Add this volume to the pod, and mount it. Its file token has the token, which the pod exchanges with curl.',
    code: `volumes:
  - name: service-users
    projected:
      sources:
        - serviceAccountToken:
            audience: ${JSON.stringify(audience)}
            expirationSeconds: 600
            path: token`,
  };
}

/** The token is no argument of a command, because other processes can read these. */
function exchangeSnippet(userId: string): Snippet {
  return {
    id: 'curl',
    label: 'curl',
    where: 'Set the variable OIDC_TOKEN to the token of the workload. The response has the session as access_token.',
    code: `printf %s "$OIDC_TOKEN" | curl --fail-with-body ${URL_OF_API}/api/oauth/token \\
  -d grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\
  -d subject_token_type=urn:ietf:params:oauth:token-type:jwt \\
  -d client_id=${userId} \\
  --data-urlencode subject_token@-`,
  };
}
