// Signs people in at the OIDC issuer with an authorization code and PKCE. Tokens are kept in memory only.
import { OidcClient, type OidcMetadata, WebStorageStateStore } from 'oidc-client-ts';
import { type ConsoleConfig, readConfig } from './config.ts';

const BASE = `${window.location.origin}${import.meta.env.BASE_URL}`;
export const CALLBACK_PATH = `${import.meta.env.BASE_URL}callback`;
export const SIGNED_OUT_PATH = `${import.meta.env.BASE_URL}signed-out`;

interface Oidc {
  readonly client: OidcClient;
  readonly config: ConsoleConfig;
}

let loading: Promise<Oidc> | undefined;

/** What is public about the issuer. It is kept for the way back to this page, which then does not wait for it again. */
interface Issuer {
  readonly config: ConsoleConfig;
  readonly metadata: Partial<OidcMetadata>;
}

const ISSUER_KEY = 'issuer';

/** With it, the issuer knows whose session to end, and does not ask. */
let lastIdToken: string | undefined;

function oidc(known?: Issuer): Promise<Oidc> {
  loading ??= load(known);
  return loading;
}

async function load(known: Issuer | undefined): Promise<Oidc> {
  const config = known?.config ?? (await readConfig());
  const client = new OidcClient({
    ...(known && { metadata: known.metadata }),
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
  const { client, config } = await oidc();
  const { url } = await client.createSigninRequest({
    state: returnTo,
    ...(options.asAnother && { prompt: 'login' }),
  });
  const issuer: Issuer = { config, metadata: await client.metadataService.getMetadata() };
  sessionStorage.setItem(ISSUER_KEY, JSON.stringify(issuer));
  // With `assign`, Back would return to the page before the login, which goes to the login again.
  window.location.replace(url);
  return new Promise(() => {});
}

export interface Login {
  /** Where the person was. */
  readonly returnTo: string;
  /** Exchanges the code of the issuer. @returns the ID token */
  complete(): Promise<string>;
}

/**
 * Reads the login in the URL to which the issuer has sent the person.
 *
 * @throws Error when the issuer reported an error, or the login is unknown
 */
export async function readLogin(url: string): Promise<Login> {
  const kept = sessionStorage.getItem(ISSUER_KEY);
  sessionStorage.removeItem(ISSUER_KEY);
  const { client } = await oidc(kept === null ? undefined : JSON.parse(kept));
  const { state } = await client.readSigninResponseState(url);
  return {
    returnTo: typeof state.data === 'string' ? state.data : import.meta.env.BASE_URL,
    async complete() {
      const { id_token: idToken } = await client.processSigninResponse(url);
      if (idToken === undefined) throw new Error('The identity provider returned no ID token.');
      lastIdToken = idToken;
      return idToken;
    },
  };
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
