import { defineConfig } from 'vitest/config';

/** Tests with clients and tools of others. They need the packages of this folder: npm run test:clients installs them. */
export default defineConfig({
  test: {
    include: ['test/clients/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/clients/generate.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
