// The examples for pipelines: each runs the commands of its configuration file, with a token of the claims that its platform
// documents. The local issuer signs the tokens in place of the platform.
import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, onTestFinished } from 'vitest';
import { temporaryFolder } from '../local/support/temporary.ts';
import type { ApiResponse } from '../support/api-response.ts';
import { it as base } from '../support/workspace.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const read = (file: string) => readFileSync(join(examples, file), 'utf8');

type Claims = Readonly<Record<string, unknown>>;

interface Example {
  readonly folder: string;
  /** The configuration file of the platform. */
  readonly file: string;
  /** The line above the commands. */
  readonly above: RegExp;
  /** The claims that the platform documents, for the workload in the policy. */
  readonly claims: Claims;
  /** Changes the claims to those of a workload that the policy must not accept. */
  readonly foreign: Claims;
  /** The shell that runs the commands. @default sh -e */
  readonly shell?: readonly string[];
  /** What the platform does with the commands before it runs them. */
  readonly prepare?: (commands: string) => string;
  /** Gives the token to the commands as the platform does. @returns environment variables */
  readonly provide: (token: string, folder: string) => Promise<Readonly<Record<string, string>>>;
}

const COMMIT = '9f3182061f1e2cca4702c368cbc039b7dc9d4485';

const EXAMPLES: Readonly<Record<string, Example>> = {
  // https://docs.github.com/actions/concepts/security/openid-connect
  'GitHub Actions': {
    folder: 'github-actions',
    file: 'login/action.yml',
    above: /^ *run: \|$/,
    claims: {
      sub: 'repo:acme@1234567/etl@7654321:ref:refs/heads/main',
      ref: 'refs/heads/main',
      sha: COMMIT,
      repository: 'acme/etl',
      repository_owner: 'acme',
      repository_id: '7654321',
      repository_owner_id: '1234567',
      run_id: '30433642',
      run_attempt: '1',
      actor: 'ada',
      event_name: 'push',
      ref_type: 'branch',
      job_workflow_ref: 'acme/etl/.github/workflows/nightly.yml@refs/heads/main',
      runner_environment: 'github-hosted',
    },
    foreign: { sub: 'repo:acme@1234567/etl@7654321:pull_request' },
    shell: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
    provide: async (token, folder) => ({
      ...(await githubTokenService(token)),
      GITHUB_ACTION_PATH: join(examples, 'github-actions/login'),
      GITHUB_OUTPUT: join(folder, 'output'),
      GITHUB_ENV: join(folder, 'env'),
    }),
  },
  // https://docs.gitlab.com/ci/secrets/id_token_authentication/
  'GitLab CI': {
    folder: 'gitlab-ci',
    file: 'gitlab-ci.yml',
    above: /^ *script:$/,
    claims: {
      sub: 'project_path:acme/etl:ref_type:branch:ref:main',
      namespace_id: '1234',
      namespace_path: 'acme',
      project_id: '4321',
      project_path: 'acme/etl',
      user_id: '42',
      pipeline_id: '1212',
      pipeline_source: 'push',
      job_id: '1',
      ref: 'main',
      ref_type: 'branch',
      ref_protected: 'true',
      runner_id: 1,
      runner_environment: 'gitlab-hosted',
      sha: COMMIT,
    },
    // A merge request of a fork: the claims about the project are those of the fork.
    foreign: { project_id: '9999', namespace_id: '99', project_path: 'eve/etl' },
    provide: async (OIDC_TOKEN) => ({ OIDC_TOKEN }),
  },
  // https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/
  Kubernetes: {
    folder: 'kubernetes',
    file: 'cron-job.yaml',
    above: /^ *args:$/,
    claims: {
      sub: 'system:serviceaccount:etl:nightly',
      'kubernetes.io': {
        namespace: 'etl',
        node: { name: 'node-1', uid: '517eb86e-b863-451b-bf70-86cb61439a3a' },
        pod: { name: 'nightly-29337120-x7k2p', uid: '900f80ed-bafe-49f0-9ae2-c5f0a3ac2cbe' },
        serviceaccount: { name: 'nightly', uid: 'a709ef71-30e2-489a-bd19-ade97031b9db' },
      },
    },
    // The service account was deleted, and created again.
    foreign: { 'kubernetes.io': { namespace: 'etl', serviceaccount: { name: 'nightly', uid: 'another' } } },
    shell: ['sh', '-eu'],
    provide: async (token, folder) => {
      writeFileSync(join(folder, 'token'), token);
      return { OIDC_TOKEN_FILE: join(folder, 'token'), SCRIPTS: folder };
    },
  },
  // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/workload-identity-tokens
  'HCP Terraform': {
    folder: 'terraform',
    file: 'main.tf',
    above: /^ *command = <<-EOT$/,
    claims: {
      sub: 'organization:acme:project:Data Platform:workspace:etl:run_phase:apply',
      terraform_organization_id: 'org-GRNbCjYNpBB6NEH9',
      terraform_organization_name: 'acme',
      terraform_project_id: 'prj-vegSA59s1XPwMr2t',
      terraform_project_name: 'Data Platform',
      terraform_workspace_id: 'ws-mbsd5E3Ktt5Rg2Xm',
      terraform_workspace_name: 'etl',
      terraform_full_workspace: 'organization:acme:project:Data Platform:workspace:etl',
      terraform_run_id: 'run-X3n1AUXNGWbfECsJ',
      terraform_run_phase: 'apply',
    },
    foreign: {
      sub: 'organization:acme:project:Data Platform:workspace:etl:run_phase:plan',
      terraform_run_phase: 'plan',
    },
    provide: async (token) => ({ TFC_WORKLOAD_IDENTITY_TOKEN_SERVICE_USERS: token }),
  },
  // https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
  CircleCI: {
    folder: 'circleci',
    file: 'config.yml',
    above: /^ *command: \|$/,
    claims: {
      sub: 'org/2f6a1c0e-5d0b-4a53-9f0c-7d3b1a4e8c11/project/8c3d2b1a-4e5f-4a6b-9c7d-0e1f2a3b4c5d/user/6e0f5c1a-1b2c-4d3e-8f4a-5b6c7d8e9f00',
      'oidc.circleci.com/project-id': '8c3d2b1a-4e5f-4a6b-9c7d-0e1f2a3b4c5d',
      'oidc.circleci.com/vcs-origin': 'github.com/acme/etl',
      'oidc.circleci.com/vcs-ref': 'refs/heads/main',
      'oidc.circleci.com/context-ids': [],
      'oidc.circleci.com/ssh-rerun': false,
    },
    foreign: { 'oidc.circleci.com/vcs-origin': 'github.com/eve/etl' },
    shell: ['bash', '-eo', 'pipefail'],
    provide: (token, folder) =>
      installCommand(folder, 'circleci', token, `run oidc get --claims {"aud": "${audienceOf('circleci')}"}`),
  },
  // https://buildkite.com/docs/agent/cli/reference/oidc
  Buildkite: {
    folder: 'buildkite',
    file: 'pipeline.yml',
    above: /^ *command: \|$/,
    claims: {
      sub: `organization:acme:pipeline:etl:ref:refs/heads/main:commit:${COMMIT}:step:call-api`,
      organization_slug: 'acme',
      organization_id: '0184990a-477b-4fa8-9968-496074483cee',
      pipeline_slug: 'etl',
      pipeline_id: '0184990a-4782-42b5-afc1-16715b10b8ff',
      build_number: 7,
      build_branch: 'main',
      build_tag: '',
      build_commit: COMMIT,
      build_source: 'webhook',
      step_key: 'call-api',
      job_id: '0184990a-477b-4fa8-9968-496074483cef',
      agent_id: '0184990a-4782-42b5-afc1-16715b10b8fe',
      runner_environment: 'buildkite-hosted',
    },
    foreign: { pipeline_id: '0184990a-4782-42b5-afc1-000000000000' },
    shell: ['bash', '-e'],
    prepare: (commands) => commands.replaceAll('$$', '$'),
    provide: (token, folder) =>
      installCommand(
        folder,
        'buildkite-agent',
        token,
        `oidc request-token --audience ${audienceOf('buildkite')} --claim organization_id --claim pipeline_id`,
      ),
  },
};

const policyOf = (folder: string) => JSON.parse(read(`${folder}/federation-policy.json`));
const audienceOf = (folder: string): string => policyOf(folder).audience;

/** The service from which a job of GitHub Actions requests its token, for one audience. */
async function githubTokenService(token: string) {
  const server = createServer(({ url, headers }, response) => {
    const query = URL.parse(url ?? '', 'http://127.0.0.1')?.searchParams;
    const isValid =
      headers.authorization === 'Bearer request-token' &&
      query?.get('api-version') === '2.0' &&
      query.get('audience') === audienceOf('github-actions');
    response.writeHead(isValid ? 200 : 400).end(JSON.stringify(isValid ? { count: token.length, value: token } : {}));
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
  };
}

/** Installs the command with which a platform hands out the token. It prints the token only for the right arguments. */
async function installCommand(folder: string, name: string, token: string, args: string) {
  writeFileSync(join(folder, 'token'), token);
  writeFileSync(join(folder, name), `#!/bin/sh\n[ "$*" = '${args}' ] && cat '${join(folder, 'token')}'\n`);
  chmodSync(join(folder, name), 0o755);
  return { PATH: `${folder}:${process.env.PATH}` };
}

/** The indented lines under the line, without the indentation. */
function commandsUnder(line: RegExp, file: string): string {
  const lines = read(file).split('\n');
  const below = lines.slice(lines.findIndex((text) => line.test(text)) + 1);
  const commands = /^ *- \|$/.test(below[0] ?? '') ? below.slice(1) : below;
  const indentation = /^ */.exec(commands[0] ?? '')?.[0] ?? '';
  const end = commands.findIndex((text) => !text.startsWith(indentation));
  return commands
    .slice(0, end)
    .map((text) => text.slice(indentation.length))
    .join('\n');
}

async function signToken(claims: Claims): Promise<string> {
  const response = await fetch(`${inject('issuer').url}/workload-token`, {
    method: 'POST',
    body: JSON.stringify(claims),
  });
  return JSON.parse(await response.text()).id_token;
}

/** Runs the commands of the example in a new folder, with the script that they need. */
async function run(example: Example, token: string, environment: Readonly<Record<string, string>>) {
  const { folder: name, file, above, shell = ['sh', '-e'], prepare = (commands) => commands, provide } = example;
  const folder = temporaryFolder();
  copyFileSync(join(examples, 'federation/exchange-token.sh'), join(folder, 'exchange-token.sh'));
  writeFileSync(join(folder, 'commands'), prepare(commandsUnder(above, `${name}/${file}`)));
  const env = {
    PATH: process.env.PATH,
    AUDIENCE: audienceOf(name),
    ...environment,
    ...(await provide(token, folder)),
  };
  const [program = 'sh', ...args] = shell;
  const { stdout } = await promisify(execFile)(program, [...args, join(folder, 'commands')], { env, cwd: folder });
  return { stdout, folder };
}

/** The Service Users of the examples by folder, each with the policy of its example. */
const it = base.extend('users', { scope: 'file' }, async ({ workspace }) => {
  const users = new Map<string, ApiResponse['body']>();
  for (const { folder } of Object.values(EXAMPLES)) {
    const { user } = await workspace.serviceUser({ name: `Pipeline of ${folder}` });
    const policy = { ...policyOf(folder), issuer: inject('issuer').url };
    const created = await workspace.admin.post(`/api/users/${user.id}/federation-policies`, policy);
    expect(created).toMatchObject({ status: 201, body: { enabled: true } });
    users.set(folder, user);
  }
  return users;
});

describe.each(Object.entries(EXAMPLES))('the example for %s', (_, example) => {
  const { folder, file, claims, foreign } = example;
  const aud = audienceOf(folder);

  it('requests the audience of its policy', () => {
    const files = folder === 'github-actions' ? 'github-actions/call-api-with-oidc.yml' : `${folder}/${file}`;
    expect(read(files)).toContain(aud);
  });

  it('calls the API as the Service User', async ({ workspace, users }) => {
    const user = users.get(folder);
    const environment = { SERVICE_USERS_URL: workspace.url, SERVICE_USERS_CLIENT_ID: user.user_id };
    const { stdout, folder: output } = await run(example, await signToken({ aud, ...claims }), environment);
    const me = folder === 'github-actions' ? await callWithLogin(output, stdout) : stdout;
    expect(JSON.parse(me)).toMatchObject({ id: user.id, authenticated_by: 'federation' });
  });

  it('fails for another workload, with the error of the API', async ({ workspace, users }) => {
    const user = users.get(folder);
    const environment = { SERVICE_USERS_URL: workspace.url, SERVICE_USERS_CLIENT_ID: user.user_id };
    for (const changes of [foreign, { aud: 'https://another.example.com' }]) {
      const token = await signToken({ aud, ...claims, ...changes });
      await expect(run(example, token, environment)).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('invalid_grant'),
      });
    }
  });
});

/** Runs the step after the action, with the variables that the action has set. */
async function callWithLogin(folder: string, log: string): Promise<string> {
  const set = readFileSync(join(folder, 'env'), 'utf8').trim().split('\n');
  const env = Object.fromEntries(set.map((line) => line.split(/=(.*)/s)));
  expect(readFileSync(join(folder, 'output'), 'utf8')).toBe(`access-token=${env.SERVICE_USERS_TOKEN}\n`);
  // The log has the tokens only to mask them.
  expect(log.split('\n').filter((line) => line !== '')).toEqual([
    expect.stringMatching(/^::add-mask::ey/),
    `::add-mask::${env.SERVICE_USERS_TOKEN}`,
  ]);
  const commands = commandsUnder(/^ *- run: \|$/, 'github-actions/call-api-with-oidc.yml');
  const { stdout } = await promisify(execFile)('bash', ['-e', '-c', commands], {
    env: { PATH: process.env.PATH, ...env },
  });
  return stdout;
}
