import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A file may start systems of its own, each with its workers: no more files at once than the machine has cores.
    maxWorkers: '100%',
  },
});
