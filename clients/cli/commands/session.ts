// service-users login, logout and whoami
import { Command } from 'commander';
import { bodyOf, createApi } from '../connection/api.ts';
import { bearerUrl } from '../connection/connect.ts';
import { readIssuer } from '../connection/issuer.ts';
import { ApiProblem } from '../connection/problem.ts';
import { deleteSession, savedSession, saveSession } from '../connection/session-file.ts';
import { UsageError } from '../errors.ts';
import { Output } from '../output/output.ts';
import { globalOptions, open, wholeNumber, withExamples } from './context.ts';

interface LoginOptions {
  readonly issuer?: string;
  readonly issuerClientId?: string;
  readonly port: number;
  readonly browser: boolean;
}

/** The port is fixed, because Cognito accepts only redirects to registered URLs. */
const LOGIN_PORT = 8976;

export function loginCommand(): Command {
  const login = new Command('login')
    .description('log in as a person, in the browser')
    .option('--issuer <url>', 'the OIDC issuer, by default that of the web console')
    .option('--issuer-client-id <id>', 'the client id at the issuer, by default that of the web console')
    .option(
      '--port <port>',
      'the port of http://localhost:<port>/callback, which the issuer must allow',
      wholeNumber,
      LOGIN_PORT,
    )
    .option('--no-browser', 'only prints the URL to open')
    .action(async ({ issuer, issuerClientId, port, browser }: LoginOptions, command: Command) => {
      const options = globalOptions(command);
      const output = new Output(options);
      const url = bearerUrl(options);
      const client = await readIssuer(url, { issuer, clientId: issuerClientId });
      // Only this command needs the library for OpenID Connect.
      const { browserLogin } = await import('../connection/browser-login.ts');
      const idToken = await browserLogin({ ...client, port, openBrowser: browser });
      const { user_id, role, session } = await bodyOf(
        createApi({ url }).POST('/api/login', { body: { id_token: idToken } }),
      );
      const expiresAt = new Date(Date.now() + session.expires_in * 1000).toISOString();
      saveSession(url, { user_id, access_token: session.access_token, expires_at: expiresAt });
      output.item({ url, user_id, role, expires_at: expiresAt });
    });
  return withExamples(login, 'login --url https://example.execute-api.eu-west-1.amazonaws.com');
}

export function logoutCommand(): Command {
  return new Command('logout')
    .description('end the session of the login')
    .action(async (_: unknown, command: Command) => {
      const options = globalOptions(command);
      const output = new Output(options);
      const url = bearerUrl(options);
      const session = savedSession(url);
      // The session of the login is meant, also when the environment has a token.
      if (session === undefined) throw new UsageError(`There is no session for ${url}.`);
      const authorize = (request: Request) => {
        request.headers.set('authorization', `Bearer ${session.access_token}`);
        return request;
      };
      deleteSession(url);
      try {
        await createApi({ url, authorize }).POST('/api/logout');
      } catch (error) {
        // The session has ended before.
        if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      }
      output.note(`Logged out ${session.user_id}.`);
    });
}

export function whoamiCommand(): Command {
  return new Command('whoami')
    .description('show the account that the credential belongs to')
    .action(async (_: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.GET('/api/me')));
    });
}
