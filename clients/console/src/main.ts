// Starts the console in the page. The way to the issuer needs the session only: the rest is loaded on the way back, while the
// login is completed.
import '@cloudscape-design/global-styles/index.css';
import './main.css';
import { keepFocus } from './layout/keep-focus.ts';
import { applyTheme } from './layout/theme.ts';
import { startSession } from './session/session.ts';

const loadGate = () => import('./session/session-gate.tsx');

async function start(root: HTMLElement): Promise<void> {
  applyTheme();
  keepFocus();
  await startSession({
    onReturn() {
      // If this fails, `prepare` fails as well.
      Promise.all([loadGate(), import('./app.tsx')])
        .then(([gate]) => gate.loadConsole())
        .catch(() => {});
    },
    prepare: async (person) => (await loadGate()).prepareConsole(person),
  });
  (await loadGate()).show(root);
}

const root = document.getElementById('root');
if (root) void start(root);
