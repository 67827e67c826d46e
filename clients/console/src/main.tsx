// Starts the console in the page.
import '@cloudscape-design/global-styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from './layout/theme.ts';
import { SessionGate } from './session/session-gate.tsx';

applyTheme();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <SessionGate />
    </StrictMode>,
  );
}
