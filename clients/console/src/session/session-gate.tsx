// Shows the console to people who are signed in, and a page that says why to everybody else.
import { lazy, StrictMode, Suspense, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from '../api/problem.ts';
import type { User } from '../api/types.ts';
import { sessionStore } from './session.ts';

const SessionPage = lazy(() => import('./session-page.tsx'));

type Console = typeof import('../app.tsx');
let loading: Promise<Console> | undefined;
/** Known as soon as the person is signed in. */
let App: Console['App'] | undefined;

/** Loads the console with the screen of the current URL. Otherwise React would show for 300 ms that it is loading. */
export function loadConsole(): Promise<Console> {
  loading ??= import('../app.tsx').then(async (loaded) => {
    await loaded.loadScreen();
    return loaded;
  });
  return loading;
}

/** Prepares the console for a person whose requests the API accepts from now on. */
export async function prepareConsole(person: User): Promise<void> {
  const loaded = await loadConsole();
  loaded.setPerson(person);
  App = loaded.App;
}

/** Shows the state of the session in the element from now on. */
export function show(root: HTMLElement): void {
  // The error page shows these errors. Others are also in the console of the browser.
  const onCaughtError = (error: unknown) => {
    if (!(error instanceof ApiProblem)) console.error(error);
  };
  createRoot(root, { onCaughtError }).render(
    <StrictMode>
      <SessionGate />
    </StrictMode>,
  );
}

function SessionGate() {
  const session = useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
  if (session.status === 'starting') return null;
  if (session.status === 'signed-in' || session.status === 'expired') {
    return App && <App isExpired={session.status === 'expired'} />;
  }
  return (
    <Suspense fallback={null}>
      <SessionPage session={session} />
    </Suspense>
  );
}
