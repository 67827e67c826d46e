// Checks a page with axe, in light and dark mode, on a wide and on a narrow screen.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const WIDTHS = [1280, 390];
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Expects no violation of WCAG 2.2 AA. */
export async function expectAccessible(page: Page): Promise<void> {
  const before = page.viewportSize();
  const violations: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // Without the legacy mode, axe opens a further page for each result. The console has no frames, which would need that.
      const axe = new AxeBuilder({ page }).setLegacyMode();
      // Light and dark mode differ only in colors.
      const result = await (colorScheme === 'light' ? axe.withTags(TAGS) : axe.withRules('color-contrast')).analyze();
      for (const { id, nodes } of result.violations) {
        for (const { html, failureSummary } of nodes) {
          violations.push(`${id} (${width}, ${colorScheme}): ${html.slice(0, 200)} ${failureSummary}`);
        }
      }
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  expect(violations).toEqual([]);
}
