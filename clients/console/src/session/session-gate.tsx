// Shows the console to people who are signed in, and a page that says why to everybody else.
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import type { User } from '../api/types.ts';
import { isCompletingLogin, sessionStore, startSession } from './session.ts';

const SessionPage = lazy(() => import('./session-page.tsx'));

const loadConsole = () => import('../app.tsx');
/** Known as soon as the person is signed in. */
let App: Awaited<ReturnType<typeof loadConsole>>['App'] | undefined;

async function prepareConsole(person: User): Promise<void> {
  const loaded = await loadConsole();
  await loaded.prepare(person);
  App = loaded.App;
}

export function SessionGate() {
  const session = useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
  useEffect(() => {
    void startSession(prepareConsole);
    // Its code is loaded while the login is completed. If that fails, `prepareConsole` fails as well.
    if (isCompletingLogin()) loadConsole().catch(() => {});
  }, []);
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
