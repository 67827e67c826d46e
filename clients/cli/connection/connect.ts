// Connects to the API with the credential that the options and the environment name.
import { CommandError, UsageError } from '../errors.ts';
import { type Api, type Authorize, bodyOf, createApi } from './api.ts';
import { currentUrl, savedSession } from './session-file.ts';
import { signatures } from './signature.ts';
import { workloadToken } from './workload-token.ts';

/** The options that every command has. */
export interface ConnectionOptions {
  readonly url?: string;
  readonly signedUrl?: string;
  readonly sign?: boolean;
  readonly workload?: string;
  readonly clientId?: string;
  readonly audience?: string;
  readonly verbose?: boolean;
}

export async function connect(options: ConnectionOptions): Promise<Api> {
  const trace = options.verbose ? (line: string) => console.error(line) : () => {};
  if (options.sign) {
    if (options.workload !== undefined) throw new UsageError('Use --sign or --workload, not both.');
    const url = signedUrl(options);
    return createApi({ url, trace, authorize: await signatures(url) });
  }
  const url = bearerUrl(options);
  return createApi({ url, trace, authorize: await bearerCredential(url, options, trace) });
}

/** The URL of the bearer API: of the option, of the environment, or of the last login. */
export function bearerUrl({ url }: ConnectionOptions): string {
  return checkedUrl(
    url || process.env.SERVICE_USERS_URL || currentUrl(),
    'Set --url or SERVICE_USERS_URL to the URL of the bearer API, or log in.',
  );
}

function signedUrl({ signedUrl: url }: ConnectionOptions): string {
  return checkedUrl(
    url || process.env.SERVICE_USERS_SIGNED_URL,
    'Set --signed-url or SERVICE_USERS_SIGNED_URL to the URL of the signed API.',
  );
}

/** Credentials are sent over HTTPS only, except to this machine. */
function checkedUrl(text: string | undefined, advice: string): string {
  if (!text) throw new UsageError(advice);
  const url = URL.parse(text);
  if (url === null) throw new UsageError(`"${text}" is not a URL. ${advice}`);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLocal)) {
    throw new UsageError(`${text} does not use HTTPS, which would send the credential unencrypted. Use https://.`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

async function bearerCredential(
  url: string,
  options: ConnectionOptions,
  trace: (line: string) => void,
): Promise<Authorize> {
  if (options.workload !== undefined) return bearer(await exchangedSession(url, options, trace));
  const token = process.env.SERVICE_USERS_TOKEN?.trim();
  if (token) return bearer(token);
  const session = savedSession(url);
  if (session !== undefined) {
    if (Date.parse(session.expires_at) > Date.now()) return bearer(session.access_token);
    throw new CommandError(`The session for ${url} has expired. Run "service-users login".`);
  }
  throw new UsageError(
    `There is no credential for ${url}. Run "service-users login", set SERVICE_USERS_TOKEN, or use --sign or --workload.`,
  );
}

function bearer(token: string): Authorize {
  return (request) => {
    request.headers.set('authorization', `Bearer ${token}`);
    return request;
  };
}

async function exchangedSession(
  url: string,
  { workload = '', clientId = process.env.SERVICE_USERS_CLIENT_ID, audience }: ConnectionOptions,
  trace: (line: string) => void,
): Promise<string> {
  if (!clientId) throw new UsageError('--workload needs --client-id, the user_id of the Service User.');
  const subjectToken = await workloadToken(workload, audience ?? process.env.SERVICE_USERS_AUDIENCE);
  const { access_token: session } = await bodyOf(
    createApi({ url, trace }).POST('/api/oauth/token', {
      body: {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: subjectToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        client_id: clientId,
      },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  );
  return session;
}
