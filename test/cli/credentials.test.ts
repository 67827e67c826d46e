// The credentials of the CLI: a login in the browser, a token, a signature, and the OIDC token of a workload.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { expect, inject } from 'vitest';
import { AUDIENCE as AUDIENCE_OF_PEOPLE } from '../../infra/local/issuer.ts';
import { noteSecrets, refuseLeaks } from '../support/canaries.ts';
import type { Workspace } from '../support/workspace.ts';
import { type Cli, it } from './support/cli.ts';

const PRINCIPAL = 'arn:aws:iam::000000000000:role/local-pipeline';
const AUDIENCE = 'https://service-users.example.com';

/** The environment of a person who has logged in: no token, and the URL of the last login. */
const LOGGED_IN = { SERVICE_USERS_TOKEN: '', SERVICE_USERS_URL: '' };
const sessionFile = ({ folder }: Cli) => join(folder, '.config/service-users/sessions.json');

/** Logs the first Admin in, who opens the printed URL. @returns what the command prints */
async function logIn(cli: Cli, { url }: Workspace): Promise<string> {
  const issuer = ['--issuer', inject('issuer').url, '--issuer-client-id', AUDIENCE_OF_PEOPLE];
  const login = cli.start(['login', '--url', url, ...issuer, '--port', '0', '--no-browser'], { env: LOGGED_IN });
  const ended = new Promise((resolve) => login.on('close', resolve));
  const printed = text(login.stdout);
  for await (const line of createInterface({ input: login.stderr })) {
    if (!line.includes('/authorize?')) continue;
    // The browser: the person enters an e-mail address in the page of the issuer, which redirects to the CLI.
    const page = await fetch(`${line.trim()}&login_hint=admin@example.com`);
    expect(await page.text()).toContain('You are logged in.');
  }
  expect(await ended).toBe(0);
  // From here on, each output is searched for the session.
  noteSecrets(readFileSync(sessionFile(cli), 'utf8'));
  return printed;
}

it('logs a person in with the browser, keeps the session for this user only, and logs out', async ({
  cli,
  workspace,
}) => {
  const printed = await logIn(cli, workspace);
  refuseLeaks({ logs: printed });
  expect(statSync(sessionFile(cli)).mode & 0o777).toBe(0o600);
  expect(statSync(join(cli.folder, '.config/service-users')).mode & 0o777).toBe(0o700);
  const whoami = await cli.run(['whoami', '--json', '--verbose'], { env: LOGGED_IN });
  expect(JSON.parse(whoami.stdout)).toMatchObject({ user_id: 'admin@example.com', authenticated_by: 'oidc' });

  const logout = await cli.run(['logout'], { env: LOGGED_IN });
  expect(logout).toMatchObject({ code: 0, stderr: 'Logged out admin@example.com.\n' });
  expect(await cli.run(['whoami'], { env: LOGGED_IN })).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('service-users login'),
  });
});

it('asks for another login when the session has expired or was ended, and can log out then', async ({
  cli,
  workspace,
}) => {
  await logIn(cli, workspace);
  const file = JSON.parse(readFileSync(sessionFile(cli), 'utf8'));
  const session = file.sessions[workspace.url];
  await workspace.client(session.access_token).post('/api/logout');
  const whoami = await cli.run(['whoami'], { env: LOGGED_IN });
  expect(whoami).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Run "service-users login"') });
  const expired = { ...session, expires_at: new Date(Date.now() - 1000).toISOString() };
  writeFileSync(sessionFile(cli), JSON.stringify({ ...file, sessions: { [workspace.url]: expired } }));
  expect(await cli.run(['whoami'], { env: LOGGED_IN })).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: The session for ${workspace.url} has expired. Run "service-users login".\n`,
  });
  expect(await cli.run(['logout'], { env: LOGGED_IN })).toMatchObject({ code: 0 });
});

it('signs requests with AWS credentials', async ({ cli, workspace }) => {
  await workspace.serviceUser({ name: 'Signing', role: 'Admin', token: undefined });
  await workspace.admin.put('/api/users/signing@service', { iam_principals: [PRINCIPAL] });
  const { accessKeyId, secretAccessKey, sessionToken } = workspace.signingKey;
  const env = {
    SERVICE_USERS_TOKEN: '',
    SERVICE_USERS_SIGNED_URL: workspace.signedUrl,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  };
  const whoami = await cli.run(['whoami', '--sign', '--json'], { env });
  expect(JSON.parse(whoami.stdout)).toMatchObject({ user_id: 'signing@service', authenticated_by: 'iam' });
  // A body, a path and a query with characters that are encoded.
  expect(await cli.run(['teams', 'create', 'Données', '--sign'], { env })).toMatchObject({ code: 0 });
  expect(await cli.run(['users', 'get', 'signing@service', '--sign'], { env })).toMatchObject({ code: 0 });
  const found = await cli.run(['teams', 'list', '--name', 'é', '--sign', '--json'], { env });
  expect(JSON.parse(found.stdout)).toMatchObject([{ name: 'Données' }]);
  const wrong = await cli.run(['whoami', '--sign'], { env: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' } });
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('The signature is missing or invalid') });
});

it('exchanges the OIDC token of a workload: from a file, GitLab and GitHub', async ({ cli, workspace }) => {
  const issuer = inject('issuer').url;
  await workspace.serviceUser({ name: 'Workload', token: undefined });
  const policy = { name: 'ci', issuer, audience: AUDIENCE, subject: 'ci' };
  expect((await workspace.admin.post('/api/users/workload@service/federation-policies', policy)).status).toBe(201);
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: 'ci', aud: AUDIENCE, iat: now, exp: now + 300, jti: 'one' };
  const response = await fetch(`${issuer}/workload-token`, { method: 'POST', body: JSON.stringify(claims) });
  const { id_token: token } = (await response.json()) as { id_token: string };
  noteSecrets(token);
  writeFileSync(join(cli.folder, 'oidc-token'), `${token}\n`);
  const whoami = async (source: string, env: Record<string, string> = {}) => {
    const args = ['whoami', '--json', '--workload', source, '--client-id', 'workload@service', '--audience', AUDIENCE];
    const { code, stdout, stderr } = await cli.run(args, { env: { SERVICE_USERS_TOKEN: '', ...env } });
    return code === 0 ? JSON.parse(stdout).authenticated_by : `${code} ${stderr}`;
  };
  expect(await whoami('file:oidc-token')).toBe('federation');
  expect(await whoami('gitlab', { OIDC_TOKEN: token })).toBe('federation');
  expect(await whoami('env:MY_TOKEN', { MY_TOKEN: token })).toBe('federation');

  // GitHub's endpoint of a job, which signs a token for the audience in the query.
  const github = createServer((request, response) => {
    const audience = new URL(request.url ?? '', 'http://localhost').searchParams.get('audience');
    const isValid = request.headers.authorization === 'bearer job' || request.headers.authorization === 'Bearer job';
    response.end(JSON.stringify({ value: isValid && audience === AUDIENCE ? token : '' }));
  });
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve));
  const { port } = github.address() as { port: number };
  const job = {
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'job',
  };
  expect(await whoami('github', job)).toBe('federation');
  github.close();

  expect(await whoami('github')).toMatch(/^64 .*permissions: \{ id-token: write \}/);
  writeFileSync(join(cli.folder, 'oidc-token'), 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln');
  expect(await whoami('file:oidc-token')).toMatch(/^1 error: .*\(400 invalid_grant\)\n$/);
});

it('sends a credential only over HTTPS, and a session only to the system that it is of', async ({ cli }) => {
  const insecure = await cli.run(['whoami', '--url', 'http://example.com']);
  expect(insecure).toMatchObject({ code: 64, stderr: expect.stringContaining('does not use HTTPS') });
  const other = await cli.run(['whoami', '--url', 'https://example.com'], { env: { SERVICE_USERS_TOKEN: '' } });
  expect(other).toMatchObject({ code: 64, stderr: expect.stringContaining('There is no credential') });
});
