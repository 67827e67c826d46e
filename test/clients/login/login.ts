/** A login at the issuer on localhost with a client of others: authorization code with PKCE, refresh, userinfo, logout. */
export interface LoginResult {
  readonly idToken: string | undefined;
  readonly refreshedIdToken: string | undefined;
  /** The e-mail address from the userinfo endpoint. */
  readonly email: unknown;
  /** Where the issuer redirects after the logout. */
  readonly loggedOutAt: string | null;
}

export type LogIn = (issuer: string, clientId: string, email: string) => Promise<LoginResult>;

export const REDIRECT_URI = 'http://localhost:5173/callback';
export const LOGGED_OUT_URI = 'http://localhost:5173/bye';

/** Follows a URL as a browser does, up to its redirect. @returns the target of the redirect */
export async function redirectOf(url: string): Promise<string> {
  return (await fetch(url, { redirect: 'manual' })).headers.get('location') ?? '';
}

/** Submits the login page of the issuer with an e-mail address. @returns the target of the redirect */
export async function submitLoginPage(url: string, email: string): Promise<string> {
  const page = await (await fetch(url)).text();
  const fields: [string, string][] = [...page.matchAll(/<input [^>]*name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [
      name,
      name === 'login_hint' ? email : value.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code))),
    ],
  );
  return redirectOf(`${url.split('?')[0]}?${new URLSearchParams(fields)}`);
}
