import { defineConfig } from 'vitest/config';

/** The tests of the command line interface: as a process, against the running system. */
export default defineConfig({
  test: {
    include: ['test/cli/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: '100%',
  },
});
