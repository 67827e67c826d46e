// The session of the person at our API. Its access token is in this module only: in no storage, cache or URL.
import { readProblem } from '../api/problem.ts';
import type { LoggedIn, User } from '../api/types.ts';
import { CALLBACK_PATH, endIssuerSession, goToLogin, readLogin, SIGNED_OUT_PATH } from './oidc.ts';

export type SessionState =
  | { readonly status: 'starting' | 'signed-in' | 'signed-out' | 'expired' }
  | { readonly status: 'refused' | 'failed'; readonly error: Error };

let state: SessionState = { status: 'starting' };
let accessToken: string | undefined;
const listeners = new Set<() => void>();

export const sessionStore = {
  get: (): SessionState => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function setState(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** The header of every request to the API. */
export function authorizationHeader(): string {
  return `Bearer ${accessToken ?? ''}`;
}

export interface SessionStart {
  /** Called when the issuer has sent the person back, and the URL is the place where the person was. */
  readonly onReturn: () => void;
  /** Called when the API accepts requests of the person. */
  readonly prepare: (person: User) => Promise<void>;
}

/**
 * Signs the person in: completes a login in the URL of the page, or goes to the issuer.
 *
 * @returns when there is something to show: the person is signed in or signed out, or cannot sign in
 */
export async function startSession({ onReturn, prepare }: SessionStart): Promise<void> {
  const { pathname, href } = window.location;
  if (pathname === SIGNED_OUT_PATH) return setState({ status: 'signed-out' });
  try {
    if (pathname !== CALLBACK_PATH) return await goToLogin(currentPlace());
    const login = await readLogin(href);
    // The code in the URL can be used once.
    window.history.replaceState(null, '', login.returnTo);
    onReturn();
    await exchange(await login.complete(), prepare);
  } catch (error) {
    setState({ status: 'failed', error: error instanceof Error ? error : new Error(String(error)) });
  }
}

async function exchange(idToken: string, prepare: SessionStart['prepare']): Promise<void> {
  const response = await fetch('/api/login', { method: 'POST', headers: { authorization: `Bearer ${idToken}` } });
  if (!response.ok) return setState({ status: 'refused', error: await readProblem(response) });
  const { session, ...person }: LoggedIn = await response.json();
  accessToken = session.access_token;
  await prepare(person);
  setState({ status: 'signed-in' });
}

/** The API no longer accepts the session. The person is asked to sign in again. */
export function expireSession(): void {
  if (state.status !== 'signed-in') return;
  accessToken = undefined;
  setState({ status: 'expired' });
}

/** Signs in again, and comes back to this place. */
export function signInAgain(options: { readonly asAnother?: boolean } = {}): Promise<never> {
  const place = [CALLBACK_PATH, SIGNED_OUT_PATH].includes(window.location.pathname)
    ? import.meta.env.BASE_URL
    : currentPlace();
  return goToLogin(place, options);
}

/** Ends the session at the API and at the issuer. */
export async function signOut(): Promise<void> {
  const headers = { authorization: authorizationHeader() };
  accessToken = undefined;
  setState({ status: 'starting' });
  // A session that cannot be ended ends by itself.
  await fetch('/api/logout', { method: 'POST', headers }).catch(() => undefined);
  await endIssuerSession();
}

function currentPlace(): string {
  return window.location.pathname + window.location.search;
}
