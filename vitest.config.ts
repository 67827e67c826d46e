import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'test/clients/**', 'test/cli/**', 'test/console/**'],
    globalSetup: ['test/support/global-setup.ts'],
    // Files share the modules of their worker: to load the AWS SDK and the CDK for each file takes longer than most tests.
    isolate: false,
    // A timeout ends a test that hangs. `npm run test:robustness` sets a longer one for its large searches.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 60_000 } },
    // A file may start its own systems with their worker threads: no more files at once than the machine has cores.
    maxWorkers: '100%',
  },
});
