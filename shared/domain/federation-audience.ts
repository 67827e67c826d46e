// Audiences that no federation policy may have: defaults, with which a token for another service would be accepted here.

/**
 * Each is an audience that a workload gets without asking for its own, or the audience of a well-known service.
 *
 * - AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 * - Kubernetes, `--api-audiences`: https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
 * - Microsoft Entra: https://learn.microsoft.com/entra/workload-id/workload-identity-federation
 * - HCP Terraform: https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials
 * - package registries: https://docs.pypi.org/trusted-publishers/, https://docs.npmjs.com/trusted-publishers
 */
const COMMON_AUDIENCES: ReadonlySet<string> = new Set([
  'sts.amazonaws.com',
  'https://sts.amazonaws.com',
  'sts.amazonaws.com.cn',
  'https://sts.amazonaws.com.cn',
  'pods.eks.amazonaws.com',
  'signin.amazonaws.com',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
  'https://kubernetes',
  'https://kubernetes.default',
  'https://kubernetes.default.svc',
  'https://kubernetes.default.svc.cluster.local',
  'api',
  'k3s',
  'rke2',
  'system:konnectivity-server',
  'api://azureadtokenexchange',
  'api://azureadtokenexchangechina',
  'api://azureadtokenexchangegermany',
  'api://azureadtokenexchangeusgov',
  'api://azureadtokenexchangeusnat',
  'api://azureadtokenexchangeussec',
  'aws.workload.identity',
  'gcp.workload.identity',
  'hcp.workload.identity',
  'vault.workload.identity',
  'kubernetes.workload.identity',
  'vault',
  'nomadproject.io',
  'consul',
  'sts.googleapis.com',
  'https://sts.googleapis.com',
  'sigstore',
  'pypi',
  'testpypi',
  'rubygems.org',
  'crates.io',
  'npm:registry.npmjs.org',
  'https://gitlab.com',
  'https://buildkite.com',
  'account',
  'api://default',
  'default',
]);

/**
 * - GitHub sets the URL of the owner of the repository, and Buildkite that of the organization.
 * - The actions for Google Cloud ask for the name of a workload identity provider.
 *
 * @see https://docs.github.com/actions/reference/security/oidc
 * @see https://buildkite.com/docs/agent/v3/cli-oidc
 * @see https://github.com/google-github-actions/auth
 */
const COMMON_PATTERNS: readonly RegExp[] = [
  /^https:\/\/(?:github\.com|[^/]+\.ghe\.com|buildkite\.com)(?:\/[^/]*)?$/,
  /^(?:https:)?\/\/iam\.googleapis\.com(?:\/|$)/,
];

/** Whether the audience is a default, in any case and with or without a slash at its end. The issuer itself is one, too. */
export function isCommonAudience(audience: string, issuer: string): boolean {
  const [normal, own] = [audience, issuer].map((text) => text.toLowerCase().replace(/\/+$/, ''));
  if (normal === undefined || normal === '' || normal === own) return true;
  return COMMON_AUDIENCES.has(normal) || COMMON_PATTERNS.some((pattern) => pattern.test(normal));
}
