// Searches the memory of a page for a secret.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The length of the part that is searched for. */
const PART_LENGTH = 60;

/** Expects that no object of the page has the secret: no state, no cache, and no element that has left the page. */
export async function expectForgotten(page: Page, secret: string): Promise<void> {
  // The last match of a regular expression stays in memory: the search for a text replaces that of an earlier one.
  await page.getByText('some text').count();
  const debuggerOfPage = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  debuggerOfPage.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await debuggerOfPage.send('HeapProfiler.collectGarbage');
  await debuggerOfPage.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await debuggerOfPage.detach();
  const part = secret.slice(-PART_LENGTH);
  expect(chunks.join('').includes(part), 'the secret is in the memory of the page').toBe(false);
}
