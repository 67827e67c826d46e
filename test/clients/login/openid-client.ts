// Logs in with openid-client, which servers use. It validates every response strictly.
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
} from 'openid-client';
import { LOGGED_OUT_URI, type LogIn, REDIRECT_URI, redirectOf } from './login.ts';

export const logIn: LogIn = async (issuer, clientId, email) => {
  const execute = [allowInsecureRequests];
  const config = await discovery(new URL(issuer), clientId, undefined, None(), { execute });
  const [pkceCodeVerifier, expectedState, expectedNonce] = [randomPKCECodeVerifier(), randomState(), randomNonce()];
  const url = buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope: 'openid email',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    login_hint: email,
  });
  const callback = new URL(await redirectOf(url.href));
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await authorizationCodeGrant(config, callback, checks);
  const refreshed = await refreshTokenGrant(config, tokens.refresh_token ?? '');
  const { sub = '' } = tokens.claims() ?? {};
  const userInfo = await fetchUserInfo(config, tokens.access_token, sub);
  const logout = buildEndSessionUrl(config, {
    post_logout_redirect_uri: LOGGED_OUT_URI,
    id_token_hint: tokens.id_token ?? '',
  });
  return {
    idToken: tokens.id_token,
    refreshedIdToken: refreshed.id_token,
    email: userInfo.email,
    loggedOutAt: await redirectOf(logout.href),
  };
};
