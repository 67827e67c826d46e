// Starts the console in the page.
import '@cloudscape-design/global-styles/index.css';
import './main.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/problem.ts';
import { keepFocus } from './layout/keep-focus.ts';
import { applyTheme } from './layout/theme.ts';
import { SessionGate } from './session/session-gate.tsx';

applyTheme();
keepFocus();
const root = document.getElementById('root');
if (root) {
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
