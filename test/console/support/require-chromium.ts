// Ends the run with one clear line if there is no browser.
import { findChromium } from './chromium.ts';

export default function requireChromium(): void {
  if (findChromium() !== undefined) return;
  console.error(
    'The tests of the console need Chromium: run `apt-get install chromium` or `npx playwright-core install chromium`, or set CHROMIUM to its path.',
  );
  process.exit(1);
}
