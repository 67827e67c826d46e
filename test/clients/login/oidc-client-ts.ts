// Logs in with oidc-client-ts, which web applications use.
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from 'oidc-client-ts';
import { LOGGED_OUT_URI, type LogIn, REDIRECT_URI, redirectOf, submitLoginPage } from './login.ts';

export const logIn: LogIn = async (issuer, clientId, email) => {
  const client = new OidcClient({
    authority: issuer,
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    post_logout_redirect_uri: LOGGED_OUT_URI,
    scope: 'openid email',
    loadUserInfo: true,
    stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
  });
  const { url } = await client.createSigninRequest({ nonce: 'n-1' });
  const user = await client.processSigninResponse(await submitLoginPage(url, email));
  const state = {
    refresh_token: user.refresh_token ?? '',
    id_token: user.id_token,
    scope: user.scope,
    profile: user.profile,
  };
  const refreshed = await client.useRefreshToken({
    state: state as Parameters<OidcClient['useRefreshToken']>[0]['state'],
  });
  const { url: logoutUrl } = await client.createSignoutRequest({ id_token_hint: user.id_token });
  return {
    idToken: user.id_token,
    refreshedIdToken: refreshed.id_token,
    email: user.profile.email,
    loggedOutAt: await redirectOf(logoutUrl),
  };
};
