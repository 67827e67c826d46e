// Shows the console to people who are signed in, and a page that says why to everybody else.
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { sessionStore, startSession } from './session.ts';

const App = lazy(() => import('../app.tsx'));
const SessionPage = lazy(() => import('./session-page.tsx'));

export function SessionGate() {
  const session = useSyncExternalStore(sessionStore.subscribe, sessionStore.get);
  useEffect(() => void startSession(), []);
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
