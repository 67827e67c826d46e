// Logs a person in at the OIDC issuer, in the browser: an authorization code with PKCE, and a redirect to this machine
// (RFC 8252, section 7.3).
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const callback = await listenForCallback(port);
  try {
    const client = new OidcClient({
      authority: issuer,
      client_id: clientId,
      redirect_uri: callback.url,
      scope: 'openid email',
      stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    });
    const { url } = await client.createSigninRequest({}).catch((error: Error) => {
      throw new CommandError(`The OIDC issuer ${issuer} cannot be used: ${error.message}`);
    });
    console.error(`Log in at this URL:\n\n  ${url}\n`);
    if (openBrowser) openInBrowser(url);
    const { id_token: idToken } = await callback.complete((redirected) => client.processSigninResponse(redirected));
    if (idToken === undefined) throw new CommandError(`The OIDC issuer ${issuer} returned no ID token.`);
    return idToken;
  } finally {
    callback.close();
  }
}

interface Callback {
  /** The URL that the issuer redirects to. */
  readonly url: string;
  /** Waits for the redirect, and shows its result in the browser. @param redeem - Redeems the code in the URL. */
  complete<Result>(redeem: (url: string) => Promise<Result>): Promise<Result>;
  close(): void;
}

/** @param port - 0 for any free port */
async function listenForCallback(port: number): Promise<Callback> {
  const server = createServer();
  server.listen(port, 'localhost');
  await once(server, 'listening').catch((error: Error) => {
    throw new UsageError(`The port ${port} cannot be used: ${error.message}. Choose another one with --port.`);
  });
  const url = `http://localhost:${(server.address() as AddressInfo).port}/callback`;
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  return {
    url,
    async complete(redeem) {
      for (;;) {
        const [request, response] = await once(server, 'request', { signal }).catch(() => {
          throw new CommandError('There was no login within five minutes. Try again.');
        });
        const requested = new URL(request.url, url);
        if (requested.pathname === '/callback') return finishPage(response, () => redeem(requested.href));
        showPage(response, 404, 'There is no such page.');
      }
    },
    close: () => server.close(),
  };
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
