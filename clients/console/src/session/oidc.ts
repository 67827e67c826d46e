// Signs people in at the OIDC issuer with an authorization code and PKCE. Tokens are kept in memory only.
import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { type ConsoleConfig, readConfig } from './config.ts';

const BASE = `${window.location.origin}${import.meta.env.BASE_URL}`;
export const CALLBACK_PATH = `${import.meta.env.BASE_URL}callback`;
export const SIGNED_OUT_PATH = `${import.meta.env.BASE_URL}signed-out`;

interface Oidc {
  readonly manager: UserManager;
  readonly config: ConsoleConfig;
}

let loading: Promise<Oidc> | undefined;

function oidc(): Promise<Oidc> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Oidc> {
  const config = await readConfig();
  const manager = new UserManager({
    authority: config.issuer,
    client_id: config.client_id,
    redirect_uri: `${BASE}callback`,
    post_logout_redirect_uri: `${BASE}signed-out`,
    scope: 'openid email',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // It outlives the redirect. It contains the verifier of PKCE and where the person was, and no token.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: false,
    // Otherwise, Back would return to the page before the login, which goes to the login again.
    redirectMethod: 'replace',
  });
  return { manager, config };
}

/**
 * Goes to the issuer, which returns at once if the person has a session there, and shows its login page otherwise.
 *
 * @param returnTo - Where to continue afterwards: a path with query.
 */
export async function goToLogin(returnTo: string, options: { readonly asAnother?: boolean } = {}): Promise<never> {
  const { manager } = await oidc();
  await manager.signinRedirect({ state: returnTo, ...(options.asAnother && { prompt: 'login' }) });
  return new Promise(() => {});
}

export interface Login {
  readonly idToken: string;
  readonly returnTo: string;
}

/** Completes the login in the URL of the page. @throws Error when the issuer reported an error, or the login is unknown */
export async function completeLogin(): Promise<Login> {
  const { manager } = await oidc();
  const { id_token: idToken, state }: User = await manager.signinRedirectCallback();
  if (idToken === undefined) throw new Error('The identity provider returned no ID token.');
  return { idToken, returnTo: typeof state === 'string' ? state : import.meta.env.BASE_URL };
}

/** Ends the session at the issuer, if it supports that, and shows the page for signed-out people. */
export async function endIssuerSession(): Promise<never> {
  const { manager, config } = await oidc();
  if (config.hosted_login_url !== undefined) {
    // https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    const parameters = new URLSearchParams({ client_id: config.client_id, logout_uri: `${BASE}signed-out` });
    window.location.assign(`${config.hosted_login_url}/logout?${parameters}`);
  } else if (await manager.metadataService.getEndSessionEndpoint()) {
    await manager.signoutRedirect();
  } else {
    window.location.assign(SIGNED_OUT_PATH);
  }
  return new Promise(() => {});
}
