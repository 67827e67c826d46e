import { defineConfig } from 'vitest/config';

/** The tests of the web console in Chromium, against the running system. */
export default defineConfig({
  test: {
    include: ['test/console/**/*.test.ts'],
    globalSetup: ['test/console/support/require-chromium.ts', 'test/support/global-setup.ts'],
    isolate: false,
    // Much of the time, a test waits for its browser.
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // A busy machine needs more than the second that is the default.
    expect: { poll: { timeout: 30_000 } },
  },
});
