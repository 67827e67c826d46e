import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The running system that `npm run console:dev` uses. */
const system = process.env.SERVICE_USERS_URL ?? 'http://127.0.0.1:3000';

export default defineConfig(({ command }) => {
  // Vite keeps the variable of its environment. With that of the tests, React would be its build for development.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return {
    base: '/console/',
    plugins: [react()],
    build: {
      target: 'es2023',
      // The content security policy allows no `data:` scripts, and inlined files cannot be cached.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 1000,
      // The helper that loads a module before it is needed adds nothing for browsers with `modulepreload`.
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: {
          codeSplitting: {
            groups: [
              // The page before the login needs nothing else.
              { name: 'start', tags: ['$initial'] },
              // Fewer files than one for each combination of screens: each file is a request.
              { name: 'shared', minShareCount: 13 },
            ],
          },
        },
      },
    },
    server: {
      proxy: { '/api': system, '/console/config.json': system, '/console/docs': system },
    },
  };
});
