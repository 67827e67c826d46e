// The keyboard as the only input, as for people who cannot use a pointer.
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

const LONGEST_WAIT_MS = 10_000;
const MOST_STEPS = 120;

export interface Keyboard {
  /** Moves the focus to the control with Tab, as many times as it takes. */
  tabTo(control: Locator): Promise<void>;
  /** Moves the focus to the control, and presses Enter. */
  press(control: Locator): Promise<void>;
  /** Chooses an item of the menu that the button opens. */
  choose(menu: Locator, item: string): Promise<void>;
}

export function keyboardOf(page: Page): Keyboard {
  async function moveTo(control: Locator, key: string): Promise<void> {
    await control.waitFor();
    for (let step = 0; step < MOST_STEPS; step += 1) {
      if (await isFocused(control)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`The key ${key} does not lead to ${control}.`);
  }
  async function press(control: Locator): Promise<void> {
    await moveTo(control, 'Tab');
    await page.keyboard.press('Enter');
  }
  return {
    tabTo: (control) => moveTo(control, 'Tab'),
    press,
    async choose(menu, item) {
      await press(menu);
      await page.getByRole('menuitem').first().waitFor();
      const chosen = page.getByRole('menuitem', { name: item });
      for (let step = 0; step < MOST_STEPS && !(await isHighlighted(chosen)); step += 1) {
        await page.keyboard.press('ArrowDown');
      }
      await page.keyboard.press('Enter');
    },
  };
}

const isFocused = (control: Locator) => control.evaluate((element) => element === document.activeElement);

/** The focus is on the item or in it. */
const isHighlighted = (item: Locator) =>
  item.evaluate((element) => element === document.activeElement || element.contains(document.activeElement));

/** Expects the focus on the control, soon. */
export async function expectFocus(control: Locator): Promise<void> {
  await expect.poll(() => isFocused(control), { timeout: LONGEST_WAIT_MS }).toBe(true);
}

/** Counts what a pointer does on the page from now on. It counts until the page is loaded again. */
export async function countPointerEvents(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { pointerEvents: number };
    counted.pointerEvents = 0;
    for (const type of ['pointerdown', 'mousedown', 'touchstart']) {
      document.addEventListener(type, () => (counted.pointerEvents += 1), { capture: true });
    }
  });
  return () => page.evaluate(() => (window as unknown as { pointerEvents: number }).pointerEvents);
}
