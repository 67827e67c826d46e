// Waits until a page makes no request. The load state of Playwright does so only after the page was loaded.
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** How long there must be no request. */
const QUIET_MS = 200;
const STEP_MS = 40;

/** Watches the requests of the page from now on. @returns a function that waits until there is none */
export function watchRequests(page: Page): () => Promise<void> {
  let pending = 0;
  page.on('request', () => {
    pending += 1;
  });
  const ended = () => {
    pending -= 1;
  };
  page.on('requestfinished', ended);
  page.on('requestfailed', ended);
  return async () => {
    for (let quiet = 0; quiet < QUIET_MS; quiet = pending > 0 ? 0 : quiet + STEP_MS) await setTimeout(STEP_MS);
  };
}
