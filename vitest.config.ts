import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // A file may start systems of its own, each with its workers: no more files at once than the machine has cores.
    maxWorkers: '100%',
  },
});
