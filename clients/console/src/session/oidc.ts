// Signs people in at the OIDC issuer with an authorization code and PKCE. Tokens are kept in memory only.
import { OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { type ConsoleConfig, readConfig } from './config.ts';

const BASE = `${window.location.origin}${import.meta.env.BASE_URL}`;
export const CALLBACK_PATH = `${import.meta.env.BASE_URL}callback`;
export const SIGNED_OUT_PATH = `${import.meta.env.BASE_URL}signed-out`;

interface Oidc {
  readonly client: OidcClient;
  readonly config: ConsoleConfig;
}

let loading: Promise<Oidc> | undefined;
/** With it, the issuer knows whose session to end, and does not ask. */
let lastIdToken: string | undefined;

function oidc(): Promise<Oidc> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Oidc> {
  const config = await readConfig();
  const client = new OidcClient({
    authority: config.issuer,
    client_id: config.client_id,
    redirect_uri: `${BASE}callback`,
    post_logout_redirect_uri: `${BASE}signed-out`,
    scope: 'openid email',
    // It outlives the redirect. It contains the verifier of PKCE and where the person was, and no token.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
  });
  return { client, config };
}

/**
 * Goes to the issuer, which returns at once if the person has a session there, and shows its login page otherwise.
 *
 * @param returnTo - Where to continue afterwards: a path with query.
 */
export async function goToLogin(returnTo: string, options: { readonly asAnother?: boolean } = {}): Promise<never> {
  const { client } = await oidc();
  const { url } = await client.createSigninRequest({
    state: returnTo,
    ...(options.asAnother && { prompt: 'login' }),
  });
  // With `assign`, Back would return to the page before the login, which goes to the login again.
  window.location.replace(url);
  return new Promise(() => {});
}

export interface Login {
  readonly idToken: string;
  readonly returnTo: string;
}

/** Completes the login in the URL of the page. @throws Error when the issuer reported an error, or the login is unknown */
export async function completeLogin(): Promise<Login> {
  const { client } = await oidc();
  const { id_token: idToken, userState } = await client.processSigninResponse(window.location.href);
  if (idToken === undefined) throw new Error('The identity provider returned no ID token.');
  lastIdToken = idToken;
  return { idToken, returnTo: typeof userState === 'string' ? userState : import.meta.env.BASE_URL };
}

/** Ends the session at the issuer, if it supports that, and shows the page for signed-out people. */
export async function endIssuerSession(): Promise<never> {
  const { client, config } = await oidc();
  if (config.hosted_login_url !== undefined) {
    // https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
    const parameters = new URLSearchParams({ client_id: config.client_id, logout_uri: `${BASE}signed-out` });
    window.location.assign(`${config.hosted_login_url}/logout?${parameters}`);
  } else if (await client.metadataService.getEndSessionEndpoint()) {
    const { url } = await client.createSignoutRequest(lastIdToken === undefined ? {} : { id_token_hint: lastIdToken });
    window.location.replace(url);
  } else {
    window.location.assign(SIGNED_OUT_PATH);
  }
  return new Promise(() => {});
}
