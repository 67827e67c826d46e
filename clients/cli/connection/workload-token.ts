// Gets the OIDC token of the workload that runs the CLI.
import { readFileSync } from 'node:fs';
import { CommandError, UsageError } from '../errors.ts';
import { fetchWithRetries } from './api.ts';
import { missingResponse } from './problem.ts';

/** Where the token is from, as `--workload` names it. */
export const WORKLOADS = 'github, gitlab, env:<variable> or file:<path>';

/** @param audience - The audience of the federation policy. Only GitHub issues the token on demand, and needs it. */
export async function workloadToken(source: string, audience: string | undefined): Promise<string> {
  const [kind, ...rest] = source.split(':');
  const name = rest.join(':');
  if (source === 'github') return githubToken(audience);
  if (source === 'gitlab') return variable('OIDC_TOKEN', 'Add "id_tokens: { OIDC_TOKEN: { aud: ... } }" to the job.');
  if (kind === 'env' && name !== '') return variable(name, 'Set it to the OIDC token.');
  if (kind === 'file' && name !== '') return fileToken(name);
  throw new UsageError(`--workload must be ${WORKLOADS}.`);
}

function variable(name: string, advice: string): string {
  const token = process.env[name]?.trim();
  if (token) return token;
  throw new UsageError(`The environment variable ${name} is not set. ${advice}`);
}

function fileToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new UsageError(`The OIDC token cannot be read: ${(error as Error).message}`);
  }
}

/** https://docs.github.com/actions/reference/security/oidc#methods-for-requesting-the-oidc-token */
async function githubToken(audience: string | undefined): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
  if (!url || !token) {
    throw new UsageError('The job has no OIDC token. Add "permissions: { id-token: write }" to the job.');
  }
  if (audience === undefined) throw new UsageError('--workload github needs --audience, as in the federation policy.');
  const target = new URL(url);
  target.searchParams.set('audience', audience);
  const request = new Request(target, { headers: { authorization: `Bearer ${token}` } });
  const response = await fetchWithRetries(request).catch((error: unknown) => {
    throw missingResponse(request, error);
  });
  if (!response.ok) throw new CommandError(`GitHub returned no OIDC token: HTTP ${response.status}. Try again.`);
  return ((await response.json()) as { value: string }).value;
}
