import { defineConfig } from 'vitest/config';

/** Tests with clients and tools of others. They need the packages of this folder: npm run test:clients installs them. */
export default defineConfig({
  test: {
    // Signers need no package of this folder, so that their test is one of the default tests as well.
    include: ['test/clients/*.test.ts', 'test/http/signature-canonicalization.test.ts'],
    globalSetup: ['test/support/global-setup.ts', 'test/clients/generate.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
