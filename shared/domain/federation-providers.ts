// What is known about the issuers of workload tokens: which claims identify a workload for ever, while names can be given
// to another one.
import { claimPath, type FederationPolicy, subjectPrefix } from './federation-policy.ts';

interface Provider {
  readonly name: string;
  /** The issuers that the provider operates itself. */
  readonly issuer: RegExp;
  /** The subjects at any issuer, because some providers can be installed under an own host name. */
  readonly subject?: RegExp;
  /** Whether each token has another id (`jti`) and is meant to be used once. @default false */
  readonly singleUse?: true;
  /** The claims that never belong to another workload. */
  readonly immutableClaims: readonly string[];
}

/** The form of a policy's subject and claims that decides how wide the policy is. */
type Trust = Pick<FederationPolicy, 'issuer' | 'subject' | 'claims'>;

const PROVIDERS: readonly Provider[] = [
  {
    // https://docs.github.com/actions/reference/security/oidc
    name: 'GitHub',
    issuer:
      /^https:\/\/(?:token\.actions\.githubusercontent\.com(?:\/|$)|token\.actions\.[^/]+\.ghe\.com|[^/]+\/_services\/token$)/,
    subject: /^repo:/,
    singleUse: true,
    immutableClaims: ['repository_id', 'repository_owner_id'],
  },
  {
    // https://docs.gitlab.com/ci/secrets/id_token_authentication/
    name: 'GitLab',
    issuer: /^https:\/\/gitlab\.com\/?$/,
    subject: /^project_path:/,
    immutableClaims: ['project_id'],
  },
  {
    // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
    name: 'HCP Terraform',
    issuer: /^https:\/\/app\.(?:[a-z]+\.)?terraform\.io\/?$/,
    subject: /^organization:[^:]*:project:/,
    immutableClaims: ['terraform_workspace_id'],
  },
  {
    // https://buildkite.com/docs/agent/v3/cli-oidc
    name: 'Buildkite',
    issuer: /^https:\/\/agent\.buildkite\.com\/?$/,
    subject: /^organization:[^:]*:pipeline:/,
    immutableClaims: ['pipeline_id'],
  },
  {
    // https://circleci.com/docs/openid-connect-tokens/
    name: 'CircleCI',
    issuer: /^https:\/\/oidc\.circleci\.com\/org\//,
    immutableClaims: ['oidc.circleci.com/project-id'],
  },
];

/** Whether a token of the issuer is exchanged at most once: a job requests a new one each time. */
export function issuesSingleUseTokens(issuer: string): boolean {
  return PROVIDERS.some((provider) => provider.singleUse && provider.issuer.test(issuer));
}

/** The CircleCI subject has the ids of the organization and of the project instead of their names. */
const SUBJECTS_OF_IDS = /^org\/[0-9a-f-]{36}\/project\/[0-9a-f-]{36}\//;
/** Since 2026, the subjects of new repositories at GitHub have the ids of the owner and of the repository. */
const GITHUB_SUBJECT_OF_IDS = /^repo:[^:/@]+@\d+\/[^:/@]+@\d+:/;

function providerOf({ issuer, subject }: Trust): Provider | undefined {
  return (
    PROVIDERS.find((provider) => provider.issuer.test(issuer)) ??
    PROVIDERS.find((provider) => subject !== null && provider.subject?.test(subject))
  );
}

/**
 * The claims that the policy has to require and does not; undefined when it is narrow enough. One whole subject always is. A
 * prefix, or no subject at all, needs the immutable claims of the issuer. At an unknown issuer it needs any claim, which
 * only an Admin can choose: the result is empty then.
 */
export function missingClaims(policy: Trust): readonly string[] | undefined {
  if (policy.subject !== null && subjectPrefix(policy) === undefined) return undefined;
  const provider = providerOf(policy);
  if (provider === undefined) return Object.keys(policy.claims).length > 0 ? undefined : [];
  const missing = unpinned(provider, policy);
  return missing.length > 0 ? missing : undefined;
}

function unpinned({ immutableClaims }: Provider, { claims }: Trust): string[] {
  const pinned = Object.keys(claims).map(claimPath);
  return immutableClaims.filter((claim) => !pinned.some(([name, ...nested]) => name === claim && nested.length === 0));
}

/** What an Admin should know about the policy. It is accepted all the same. */
export function warningsFor(policy: Trust): string[] {
  return [...pullRequestWarnings(policy), ...nameWarnings(policy), ...prefixWarnings(policy)];
}

function prefixWarnings(policy: Trust): string[] {
  return subjectPrefix(policy) === undefined
    ? []
    : [
        'The subject is a prefix: the policy accepts every subject that starts with it. Give the whole subject if you can.',
      ];
}

/** Anyone who can open a pull request may be able to run a workflow in it. */
function pullRequestWarnings(policy: Trust): string[] {
  const provider = providerOf(policy)?.name;
  const isAccepted =
    (provider === 'GitHub' && acceptsPullRequests(policy)) ||
    (provider === 'GitLab' && policy.claims.pipeline_source === 'merge_request_event');
  return isAccepted
    ? ['The policy accepts pull requests, whose code was not reviewed. Require a branch or an environment instead.']
    : [];
}

function acceptsPullRequests(policy: Trust): boolean {
  const { event_name, ref, environment } = policy.claims;
  if (event_name !== undefined) return event_name === 'pull_request' || event_name === 'pull_request_target';
  if (environment !== undefined || (typeof ref === 'string' && !ref.startsWith('refs/pull/'))) return false;
  const prefix = subjectPrefix(policy);
  if (prefix === undefined) return policy.subject === null || policy.subject.endsWith(':pull_request');
  // The prefix ends after the owner, after the repository, or before the kind of the subject.
  return /^repo:(?:[^:/]+\/)?(?:[^:/]+:)?$/.test(prefix);
}

/** A deleted or renamed repository, project or organization leaves a name that somebody else can take. */
function nameWarnings(policy: Trust): string[] {
  const provider = providerOf(policy);
  const hasIds = [SUBJECTS_OF_IDS, GITHUB_SUBJECT_OF_IDS].some((form) => form.test(policy.subject ?? ''));
  if (provider === undefined || hasIds) return [];
  const missing = unpinned(provider, policy);
  return missing.length === 0
    ? []
    : [
        `The policy identifies the workload by names, which another one can take after a rename or a deletion. Require ${missing.join(' and ')} in claims.`,
      ];
}
