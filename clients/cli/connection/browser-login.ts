// Logs a person in at the OIDC issuer, in the browser: an authorization code with PKCE, and a redirect to this machine
// (RFC 8252, section 7.3).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { CommandError, UsageError } from '../errors.ts';
import type { IssuerClient } from './issuer.ts';

interface BrowserLogin extends IssuerClient {
  /** The port of the redirect. */
  readonly port: number;
  /** Opens the browser. Otherwise the person opens the printed URL. */
  readonly openBrowser: boolean;
}

const TIMEOUT_MS = 300_000;

/** @returns an ID token of the person */
export async function browserLogin({ issuer, clientId, port, openBrowser }: BrowserLogin): Promise<string> {
  const client = new OidcClient({
    authority: issuer,
    client_id: clientId,
    redirect_uri: `http://localhost:${port}/callback`,
    scope: 'openid email',
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const { url } = await client.createSigninRequest({}).catch((error: Error) => {
    throw new CommandError(`The OIDC issuer ${issuer} cannot be used: ${error.message}`);
  });
  const callback = waitForCallback(port);
  await callback.listening;
  console.error(`Log in at this URL:\n\n  ${url}\n`);
  if (openBrowser) openInBrowser(url);
  const { id_token: idToken } = await callback.finish(async (callbackUrl) => client.processSigninResponse(callbackUrl));
  if (idToken === undefined) throw new CommandError(`The OIDC issuer ${issuer} returned no ID token.`);
  return idToken;
}

/** Serves the redirect of the issuer, once. */
function waitForCallback(port: number) {
  const server = createServer();
  server.listen(port, 'localhost');
  const listening = once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The port ${port} cannot be used: ${error.message}. Choose another one with --port.`);
  });
  async function finish<Result>(complete: (url: string) => Promise<Result>): Promise<Result> {
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      for (;;) {
        const [request, response] = await once(server, 'request', { signal });
        const url = new URL(request.url, `http://localhost:${port}`);
        if (url.pathname !== '/callback') showPage(response, 404, 'There is no such page.');
        else return await finishPage(response, () => complete(url.href));
      }
    } catch (error) {
      if ((error as Error).name === 'AbortError')
        throw new CommandError('Nobody logged in for five minutes. Try again.');
      throw error;
    } finally {
      server.close();
      server.closeIdleConnections();
    }
  }
  return { listening, finish };
}

async function finishPage<Result>(response: ServerResponse, complete: () => Promise<Result>): Promise<Result> {
  try {
    const result = await complete();
    showPage(response, 200, 'You are logged in. You can close this page and return to the terminal.');
    return result;
  } catch (error) {
    showPage(response, 400, 'The login failed. The terminal has the reason.');
    throw new CommandError(`The login failed: ${(error as Error).message}`);
  }
}

function showPage(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    connection: 'close',
    'cache-control': 'no-store',
  });
  response.end(`${text}\n`);
}

function openInBrowser(url: string): void {
  const [command, ...args] = { darwin: ['open'], win32: ['rundll32', 'url.dll,FileProtocolHandler'] }[
    process.platform as string
  ] ?? ['xdg-open'];
  const browser = spawn(command ?? 'xdg-open', [...args, url], { stdio: 'ignore', detached: true });
  // Without a browser, the person opens the printed URL.
  browser.on('error', () => {});
  browser.unref();
}
