import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The running system that `npm run console:dev` uses. */
const system = process.env.SERVICE_USERS_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: {
    target: 'es2023',
    // The content security policy allows no `data:` scripts, and inlined files cannot be cached.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
    // The helper that loads a module before it is needed adds nothing for browsers with `modulepreload`.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': system, '/console/config.json': system, '/console/docs': system },
  },
});
