// Federation policies of the usual platforms, for the construct ServiceUser. Each accepts exactly one subject.

/** The body of `POST /api/users/{id}/federation-policies`. */
export interface FederationPolicy {
  /** Unique for the Service User. A policy with another name is another policy. */
  readonly name: string;
  readonly issuer: string;
  readonly audience: string;
  readonly subject?: string;
  readonly claims?: Readonly<Record<string, string | number | boolean>>;
  /** 5 to 60. @default 15 */
  readonly session_minutes?: number;
  /** @default everything that the account may do */
  readonly scopes?: readonly string[];
  /** The public keys of an issuer that cannot be reached. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

interface FederationProps {
  /** The audience that the workload requests, such as the URL of your bearer API. */
  readonly audience: string;
  /** @default a name that the platform and the workload give */
  readonly name?: string;
  /** Minutes, 5 to 60. @default 15 */
  readonly sessionMinutes?: number;
  /** @default everything that the account may do */
  readonly scopes?: readonly string[];
}

interface GitHubProps extends FederationProps {
  /** `owner/repository` */
  readonly repository: string;
  /** The id of the repository, which cannot be taken by another one after a rename. */
  readonly repositoryId?: string;
  /** The id of its owner. */
  readonly ownerId?: string;
}

/** GitHub Actions. https://docs.github.com/actions/reference/security/oidc */
export const GitHub = {
  /** Jobs in an environment of the repository. */
  environment: (props: GitHubProps & { readonly environment: string }) =>
    gitHub(props, `environment:${props.environment}`, `environment ${props.environment}`),
  /** Jobs without an environment, of a branch of the repository. */
  branch: (props: GitHubProps & { readonly branch: string }) =>
    gitHub(props, `ref:refs/heads/${props.branch}`, `branch ${props.branch}`),
};

/** Subjects of repositories created since 15 July 2026 have the ids: those are compared when both are given. */
function gitHub(props: GitHubProps, context: string, what: string): FederationPolicy {
  const { repository, repositoryId, ownerId } = props;
  const [owner = '', name = '', ...rest] = repository.split('/');
  if (owner === '' || name === '' || rest.length > 0) {
    throw new Error(`"${repository}" is not a repository of GitHub: write owner/repository.`);
  }
  const hasIds = repositoryId !== undefined && ownerId !== undefined;
  const subject = hasIds
    ? `repo:${owner}@${ownerId}/${name}@${repositoryId}:${context}`
    : `repo:${repository}:${context}`;
  return policy(props, `GitHub Actions: ${repository}, ${what}`, {
    issuer: 'https://token.actions.githubusercontent.com',
    subject,
    claims: {
      ...(ownerId !== undefined && { repository_owner_id: ownerId }),
      ...(repositoryId !== undefined && { repository_id: repositoryId }),
    },
  });
}

interface GitLabProps extends FederationProps {
  /** `group/project` */
  readonly project: string;
  /** The id of the project, which cannot be taken by another one after a rename. */
  readonly projectId?: string;
  /** URL of a GitLab of your organization. @default https://gitlab.com */
  readonly issuer?: string;
}

/** GitLab CI. https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
export const GitLab = {
  /** Jobs of a protected branch. */
  branch(props: GitLabProps & { readonly branch: string }): FederationPolicy {
    const { project, projectId, issuer = 'https://gitlab.com', branch } = props;
    return policy(props, `GitLab CI: ${project}, branch ${branch}`, {
      issuer,
      subject: `project_path:${project}:ref_type:branch:ref:${branch}`,
      claims: { ref_protected: 'true', ...(projectId !== undefined && { project_id: projectId }) },
    });
  },
};

interface ServiceAccountProps extends FederationProps {
  /** URL of the OIDC issuer of the cluster. */
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** The public keys of a cluster that cannot be reached. */
  readonly jwks?: FederationPolicy['jwks'];
}

/** Kubernetes. https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
export const Kubernetes = {
  /** Pods with the service account and a projected token. */
  serviceAccount(props: ServiceAccountProps): FederationPolicy {
    const { issuer, namespace, serviceAccount, jwks } = props;
    return policy(props, `Kubernetes: ${namespace}/${serviceAccount}`, {
      issuer,
      subject: `system:serviceaccount:${namespace}:${serviceAccount}`,
      claims: {},
      ...(jwks !== undefined && { jwks }),
    });
  },
};

type Trust = Pick<FederationPolicy, 'issuer' | 'jwks'> & Required<Pick<FederationPolicy, 'subject' | 'claims'>>;

function policy(
  { audience, name, sessionMinutes, scopes }: FederationProps,
  byDefault: string,
  trust: Trust,
): FederationPolicy {
  return {
    name: name ?? byDefault,
    audience,
    ...trust,
    ...(sessionMinutes !== undefined && { session_minutes: sessionMinutes }),
    ...(scopes !== undefined && { scopes }),
  };
}
