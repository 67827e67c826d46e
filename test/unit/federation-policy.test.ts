// The rules of federation policies: what a policy may accept, what is warned about, and which tokens match.
import { describe, expect, it } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import {
  addFederationPolicy,
  deleteFederationPolicy,
  disableFederationPolicies,
  updateFederationPolicy,
} from '../../shared/domain/account-federation.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';
import { matchPolicy } from '../../shared/domain/federation-match.ts';
import {
  type FederationPolicySettings,
  isClaimName,
  isFederationIssuer,
  SUBJECT,
} from '../../shared/domain/federation-policy.ts';
import { warningsFor } from '../../shared/domain/federation-providers.ts';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { anAccount } from '../support/account-fixtures.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const IDS = { repository_id: '456', repository_owner_id: '123' };

const settings = (changes: Partial<FederationPolicySettings> = {}): FederationPolicySettings => ({
  name: 'deploy',
  issuer: GITHUB,
  audience: 'https://api.example.com',
  subject: 'repo:acme/etl:environment:production',
  claims: {},
  session_minutes: 15,
  scopes: null,
  allowed_cidrs: [],
  enabled: true,
  jwks: null,
  ...changes,
});
const withPolicy = (changes: Partial<FederationPolicySettings> = {}, account = anAccount()): Account =>
  addFederationPolicy(account, account.federation_policies.length + 1, settings(changes), DEFAULT_POLICY);
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a policy is added', () => {
  it('in its first version, in the order of the ids', () => {
    const second = addFederationPolicy(anAccount(), 2, settings(), DEFAULT_POLICY);
    const both = addFederationPolicy(second, 1, settings({ name: 'test' }), DEFAULT_POLICY);
    expect(both.federation_policies.map(({ id, version }) => [id, version])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it('only to an active Service User', () => {
    expect(() => withPolicy({}, anAccount({ user_type: 'Human' }))).toThrow(code('not_a_service_user'));
    const deactivated = anAccount({ deleted_at: '2026-05-01T12:00:00.000Z' });
    expect(() => withPolicy({}, deactivated)).toThrow(code('user_deactivated'));
  });

  it('with a name that no other policy of the account has, in any case', () => {
    expect(() => withPolicy({ name: 'ＤEPLOY' }, withPolicy())).toThrow(code('federation_policy_name_taken'));
  });

  it('at most 20 times', () => {
    let account = anAccount();
    for (let count = 1; count <= 20; count += 1) account = withPolicy({ name: `policy ${count}` }, account);
    expect(() => withPolicy({}, account)).toThrow(code('federation_policy_limit_reached'));
  });
});

describe('an update', () => {
  it('increments the version of the policy, and leaves the others', () => {
    const account = withPolicy({ name: 'test' }, withPolicy());
    const [first, second] = updateFederationPolicy(account, 1, { session_minutes: 30 }).federation_policies;
    expect(first).toEqual({ id: 1, version: 2, ...settings({ session_minutes: 30 }) });
    expect(second).toBe(account.federation_policies[1]);
  });

  it('that changes nothing returns the same account, whatever the order of the claims', () => {
    const account = withPolicy({ claims: { ...IDS, ref: 'refs/heads/main' } });
    const claims = { ref: 'refs/heads/main', repository_owner_id: '123', repository_id: '456' };
    expect(updateFederationPolicy(account, 1, { claims, name: undefined, enabled: true })).toBe(account);
  });

  it('can disable and rename a policy that a later rule forbids, and cannot change what it accepts', () => {
    const account = anAccount();
    const wide = { id: 1, version: 1, ...settings({ audience: 'sts.amazonaws.com' }) };
    const earlier = { ...account, federation_policies: [wide] };
    const [disabled] = updateFederationPolicy(earlier, 1, { enabled: false, name: 'old' }).federation_policies;
    expect(disabled).toMatchObject({ enabled: false, name: 'old', version: 2 });
    expect(() => updateFederationPolicy(earlier, 1, { claims: IDS })).toThrow(code('audience_too_common'));
  });

  it('checks the whole policy when a part of it changes', () => {
    const account = withPolicy({ subject: 'repo:acme/etl:*', claims: IDS });
    expect(() => updateFederationPolicy(account, 1, { claims: {} })).toThrow(code('subject_too_wide'));
    expect(() => updateFederationPolicy(account, 1, { audience: GITHUB })).toThrow(code('audience_too_common'));
    const another = withPolicy({ name: 'test' }, account);
    expect(() => updateFederationPolicy(another, 2, { name: 'Deploy' })).toThrow(code('federation_policy_name_taken'));
  });

  it('and a deletion need a policy of the account', () => {
    expect(() => updateFederationPolicy(withPolicy(), 2, {})).toThrow(code('federation_policy_not_found'));
    expect(() => deleteFederationPolicy(withPolicy(), 2)).toThrow(code('federation_policy_not_found'));
    expect(deleteFederationPolicy(withPolicy(), 1).federation_policies).toEqual([]);
  });

  it('disables all policies, each in a new version', () => {
    const account = withPolicy({ name: 'test', enabled: false }, withPolicy());
    const disabled = disableFederationPolicies(account).federation_policies;
    expect(disabled.map(({ enabled, version }) => [enabled, version])).toEqual([
      [false, 2],
      [false, 1],
    ]);
  });
});

describe('an audience', () => {
  it.for([
    'sts.amazonaws.com',
    'STS.amazonaws.com',
    'https://kubernetes.default.svc',
    'https://kubernetes.default.svc/',
    'https://kubernetes.default.svc.cluster.local',
    'api://AzureADTokenExchange',
    'https://github.com/acme',
    'https://github.com/acme/',
    'https://buildkite.com/acme',
    '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/github',
    'vault',
    'sigstore',
    GITHUB,
    `${GITHUB}/`,
    '/',
  ])('%s is a shared default', (audience) => {
    expect(() => withPolicy({ audience })).toThrow(code('audience_too_common'));
  });

  it.for([
    'https://api.example.com',
    'service-users',
    'https://github.com/acme/etl',
    '123e4567-e89b-12d3-a456-426614174000',
  ])('%s is accepted', (audience) => {
    expect(withPolicy({ audience }).federation_policies).toHaveLength(1);
  });
});

describe('a policy without a whole subject', () => {
  const K8S = 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABC';
  it.for([
    [{ subject: 'repo:acme/etl:*' }, 'repository_id and repository_owner_id'],
    [{ subject: 'repo:acme/*', claims: { repository_id: '456' } }, 'require repository_owner_id in'],
    [{ subject: null, claims: { repository: 'acme/etl', repository_id: '456' } }, 'repository_owner_id'],
    [{ subject: null }, 'repository_id'],
    [{ issuer: 'https://github.example.com/_services/token', subject: 'repo:acme/etl:*' }, 'repository_id'],
    [{ issuer: `${GITHUB}/acme`, subject: 'repo:acme/etl:*' }, 'repository_id'],
    [{ issuer: 'https://gitlab.com', subject: 'project_path:acme/etl:*' }, 'project_id'],
    [{ issuer: 'https://gitlab.example.com', subject: 'project_path:acme/*', claims: { ref: 'main' } }, 'project_id'],
    [{ issuer: 'https://app.terraform.io', subject: 'organization:acme:project:p:*' }, 'terraform_workspace_id'],
    [{ issuer: 'https://agent.buildkite.com', subject: 'organization:acme:pipeline:etl:*' }, 'pipeline_id'],
    [{ issuer: 'https://oidc.circleci.com/org/1', subject: 'org/1/*' }, 'oidc.circleci.com/project-id'],
    [{ issuer: K8S, subject: 'system:serviceaccount:etl:*' }, 'a claim that identifies the workload'],
    [{ issuer: K8S, subject: null }, 'a claim that identifies the workload'],
  ] as const)('is too wide: %o', ([changes, message]) => {
    expect(() => withPolicy(changes)).toThrow(expect.objectContaining({ message: expect.stringContaining(message) }));
    expect(() => withPolicy(changes)).toThrow(code('subject_too_wide'));
  });

  it.for([
    { subject: 'repo:acme/etl:*', claims: IDS },
    { subject: 'repo:acme/*', claims: { '/repository_id': '456', repository_owner_id: '123' } },
    { subject: null, claims: IDS },
    { issuer: 'https://gitlab.com', subject: 'project_path:acme/etl:*', claims: { project_id: '7' } },
    {
      issuer: 'https://agent.buildkite.com',
      subject: 'organization:acme:pipeline:etl:*',
      claims: { pipeline_id: 'i' },
    },
    { issuer: K8S, subject: 'system:serviceaccount:etl:*', claims: { '/kubernetes.io/namespace': 'etl' } },
  ])('is accepted with what identifies its workload: %o', (changes) => {
    expect(withPolicy(changes).federation_policies).toHaveLength(1);
  });
});

it.for(['https://10.0.0.1', 'https://0xa.1', 'https://169.254.169.254/x', 'https://[fd00::1]:6443'])(
  'the keys of the issuer %s are not fetched, but given',
  (issuer) => {
    expect(() => withPolicy({ issuer })).toThrow(code('validation_failed'));
    expect(withPolicy({ issuer, jwks: { keys: [] } }).federation_policies).toHaveLength(1);
  },
);

it('an issuer is an https URL, or an http URL of this machine', () => {
  const accepted = [
    GITHUB,
    'https://gitlab.com/',
    'http://localhost:3002',
    'http://127.0.0.1:1',
    'https://10.0.0.1:6443',
  ];
  const refused = [
    'http://gitlab.com',
    'http://localhost.example.com',
    'http://10.0.0.1',
    'https://user@gitlab.com',
    'https://gitlab.com?x=1',
    'https://gitlab.com#x',
    'https://gitlab.com\\@localhost',
    'HTTPS://gitlab.com',
    'ftp://gitlab.com',
    'gitlab.com',
    'https://',
    'https://git lab.com',
    '',
  ];
  expect(accepted.filter((issuer) => !isFederationIssuer(issuer))).toEqual([]);
  expect(refused.filter(isFederationIssuer)).toEqual([]);
});

it('a subject has an asterisk only at its end, after a colon or a slash', () => {
  const accepted = ['repo:acme/etl:*', 'repo:acme/*', 'repo:acme/etl:ref:refs/heads/main', 'a'];
  const refused = ['*', ':*', 'repo:acme/etl*', 'repo:*/etl:*', 'repo:acme/*:ref', 'repo:acme/**', ''];
  expect(accepted.filter((subject) => !SUBJECT.test(subject))).toEqual([]);
  expect(refused.filter((subject) => SUBJECT.test(subject))).toEqual([]);
});

it('a claim is named plainly or by a JSON pointer, and is none that is checked in any case', () => {
  const accepted = ['repository_id', 'oidc.circleci.com/project-id', '/kubernetes.io/namespace', '/a~1b/c~0d', '/a/0'];
  const refused = ['', '/a~2', '/a~', 'iss', 'aud', '/aud', '/aud/0', 'sub', 'exp', 'jti'];
  expect(accepted.filter((name) => !isClaimName(name))).toEqual([]);
  expect(refused.filter(isClaimName)).toEqual([]);
});

describe('the warnings', () => {
  const PREFIX = /is a prefix/;
  const PULL_REQUEST = /pull requests/;
  const NAMES = /identifies the workload by names/;
  it.for([
    [{ claims: IDS }, []],
    [{}, [NAMES]],
    [{ subject: 'repo:acme@123/etl@456:ref:refs/heads/main' }, []],
    [{ subject: 'repo:acme/etl:pull_request' }, [PULL_REQUEST, NAMES]],
    [{ subject: 'repo:acme/etl:*', claims: IDS }, [PULL_REQUEST, PREFIX]],
    [{ subject: 'repo:acme/etl:*', claims: { ...IDS, event_name: 'push' } }, [PREFIX]],
    [{ subject: 'repo:acme/etl:environment:*', claims: IDS }, [PREFIX]],
    [
      { subject: 'repo:acme/etl:environment:*', claims: { ...IDS, event_name: 'pull_request' } },
      [PULL_REQUEST, PREFIX],
    ],
    [{ subject: null, claims: IDS }, [PULL_REQUEST]],
    [{ subject: null, claims: { ...IDS, ref: 'refs/heads/main' } }, []],
    [{ issuer: 'https://gitlab.com', subject: 'project_path:a/b:ref_type:branch:ref:main' }, [NAMES]],
    [
      {
        issuer: 'https://gitlab.com',
        subject: 'project_path:a/b:ref_type:branch:ref:main',
        claims: { project_id: '7', pipeline_source: 'merge_request_event' },
      },
      [PULL_REQUEST],
    ],
    [{ issuer: 'https://k8s.example.com', subject: 'system:serviceaccount:etl:airflow' }, []],
  ] as const)('of %o', ([changes, expected]) => {
    expect(warningsFor(settings(changes))).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});

describe('a token', () => {
  const claims = {
    iss: GITHUB,
    aud: 'https://api.example.com',
    sub: 'repo:acme/etl:environment:production',
    repository_id: '456',
    run_attempt: 2,
    private: true,
    'kubernetes.io': { serviceaccount: { name: 'airflow' }, groups: ['a', 'b'] },
  };
  const failing = (changes: Partial<FederationPolicySettings>, token: object = {}) =>
    matchPolicy(settings(changes), { ...claims, ...token }).flatMap(({ check, passed }) => (passed ? [] : [check]));

  it('matches by all its checks', () => {
    const required = { repository_id: '456', run_attempt: 2, '/kubernetes.io/serviceaccount/name': 'airflow' };
    expect(matchPolicy(settings({ claims: required }), claims)).toEqual(
      [
        'issuer',
        'audience',
        'subject',
        'claims.repository_id',
        'claims.run_attempt',
        'claims./kubernetes.io/serviceaccount/name',
      ].map((check) => ({ check, passed: true, detail: expect.any(String) })),
    );
  });

  it.for([`${GITHUB}/`, GITHUB.toUpperCase(), 'https://gitlab.com', undefined])(
    'of the issuer %s is refused',
    (iss) => {
      expect(failing({}, { iss })).toEqual(['issuer']);
    },
  );

  it.for([
    undefined,
    '',
    [],
    ['https://api.example.com', 'x'],
    'https://api.example.com/',
    [['https://api.example.com']],
    null,
  ])('for the audience %o is refused', (aud) => {
    expect(failing({}, { aud })).toEqual(['audience']);
  });

  it('for one audience in a list is accepted', () => {
    expect(failing({}, { aud: ['https://api.example.com'] })).toEqual([]);
  });

  it.for([
    ['repo:acme/etl', 'repo:acme/etl:environment:production'],
    ['repo:acme/etl:environment:prod', 'repo:acme/etl:environment:production'],
    ['repo:acme/etl:*', 'repo:acme/etl'],
    ['repo:acme/etl:*', 'repo:acme/etl:'],
    ['repo:acme/etl:*', 'repo:acme/etl-evil:ref:refs/heads/main'],
    ['repo:acme/etl:*', 'repo:Acme/etl:ref:refs/heads/main'],
    ['repo:acme/*', 'repo:acme-evil/etl:ref:refs/heads/main'],
    ['repo:acme/etl:*', 7],
    ['repo:acme/etl:*', undefined],
  ])('with a policy for %s refuses %s', ([subject, sub]) => {
    expect(failing({ subject: subject as string }, { sub })).toEqual(['subject']);
  });

  it('with a prefix accepts what continues it', () => {
    expect(failing({ subject: 'repo:acme/etl:*' })).toEqual([]);
    expect(failing({ subject: 'repo:acme/*' })).toEqual([]);
    expect(failing({ subject: null })).toEqual([]);
  });

  it.for([
    ['repository_id', 456],
    ['run_attempt', '2'],
    ['private', 'true'],
    ['missing', ''],
    ['toString', 'x'],
    ['/kubernetes.io/serviceaccount', '[object Object]'],
    ['/kubernetes.io/groups/2', 'a'],
    ['/kubernetes.io/groups/00', 'a'],
    ['/kubernetes.io/groups/length', 2],
    ['/__proto__/x', 'x'],
    ['kubernetes.io/serviceaccount/name', 'airflow'],
  ] as const)('is refused when its claim %s is not %o', ([name, value]) => {
    expect(failing({ claims: { [name]: value } })).toEqual([`claims.${name}`]);
  });

  it('is compared with the types of JSON', () => {
    const required = { private: true, '/kubernetes.io/groups/1': 'b', '/private': true, run_attempt: 2 };
    expect(failing({ claims: required })).toEqual([]);
  });

  it('is described without repeating a secret, and in short', () => {
    const secret = `svc_${'a'.repeat(61)}`;
    const [, , subject] = matchPolicy(settings(), { ...claims, sub: secret });
    expect(subject?.detail).not.toContain(secret);
    const [, , long] = matchPolicy(settings(), { ...claims, sub: 'x '.repeat(5000) });
    expect(long?.detail.length).toBeLessThan(700);
  });
});

it('canonical JSON is equal for equal values', () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }], a: 'x' })).toBe('{"a":"x","b":[{"c":null,"d":1}]}');
  expect(canonicalJson([2, 1])).toBe('[2,1]');
});
