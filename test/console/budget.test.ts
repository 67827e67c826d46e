// How much code the browser loads for the first screen.
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { it } from './support/console.ts';

/** Bytes of JavaScript, compressed with gzip. */
const MOST_CODE = 400_000;
/** Each file is a request to the function that serves the console. */
const MOST_FILES = 40;

it('loads at most 400 kB of code in at most 40 files for the overview', async ({ admin }) => {
  const page = await admin.open('/');
  await page.getByRole('rowheader').first().waitFor();
  await page.waitForLoadState('networkidle');
  const urls = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  const files = urls.filter((url) => url.includes('/console/assets/'));
  const scripts = files.filter((url) => url.endsWith('.js'));
  const sizes = await Promise.all(
    scripts.map(async (url) => gzipSync(await (await fetch(url)).arrayBuffer(), { level: 9 }).length),
  );
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  console.info(`first screen: ${total} bytes of code, ${files.length} files`);
  expect(scripts.length).toBeGreaterThan(2);
  expect(total).toBeLessThanOrEqual(MOST_CODE);
  expect(files.length).toBeLessThanOrEqual(MOST_FILES);
});
