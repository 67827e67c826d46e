// Shows the console to people who are signed in, and a page that says why to everybody else.
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { isCompletingLogin, sessionStore, startSession } from './session.ts';

const loadApp = () => import('../app.tsx');
const App = lazy(loadApp);
const SessionPage = lazy(() => import('./session-page.tsx'));

export function SessionGate() {
  const session = useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
  useEffect(() => {
    void startSession();
    // Its code is loaded while the login is completed.
    if (isCompletingLogin()) void loadApp();
  }, []);
  if (session.status === 'starting') return null;
  return (
    <Suspense fallback={null}>
      {session.status === 'signed-in' || session.status === 'expired' ? (
        <App isExpired={session.status === 'expired'} />
      ) : (
        <SessionPage session={session} />
      )}
    </Suspense>
  );
}
