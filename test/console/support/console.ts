// The console in a browser, in front of a workspace of the test file. A test fails when a page reports an error.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { it as withWorkspace } from '../../support/workspace.ts';
import { launchChromium } from './chromium.ts';
import { watchRequests } from './idle.ts';
import { pageErrors } from './page-errors.ts';

const LONGEST_LOAD_MS = 30_000;
const ADMIN = 'admin@example.com';

interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens a path of the console, such as `/service-users`. Goes through the login page if the person is not signed in. */
  open(path: string): Promise<Page>;
  /** Opens a path as a link in the console does, without loading the page again. Waits until its data is there. */
  follow(path: string): Promise<void>;
}

interface VisitorOptions {
  /** The e-mail address that the person signs in with. @default the first Admin */
  readonly email?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** Starts a person with a new browser profile. */
type StartVisitor = (options?: VisitorOptions) => Promise<Visitor>;

// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
const withBrowser = withWorkspace.extend('browser', { scope: 'file' }, async ({}, { onCleanup }): Promise<Browser> => {
  const browser = await launchChromium();
  onCleanup(() => browser.close());
  return browser;
});

const withVisitors = withBrowser.extend(
  'visitor',
  async ({ browser, workspace }, { onCleanup }): Promise<StartVisitor> => {
    const contexts: BrowserContext[] = [];
    const errors: string[] = [];
    onCleanup(async () => {
      for (const context of contexts) await context.close();
      expect(errors, 'errors that the pages reported').toEqual([]);
    });
    return async ({ email = ADMIN, viewport = { width: 1280, height: 900 } } = {}) => {
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce', baseURL: workspace.url });
      contexts.push(context);
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: workspace.url });
      const page = await context.newPage();
      await pageErrors(page, errors);
      const idle = watchRequests(page);
      const open = async (path: string) => {
        await page.goto(`/console${path}`);
        await signIn(page, email);
        return page;
      };
      const follow = async (path: string) => {
        await page.evaluate((url) => history.pushState({}, '', url), `/console${path}`);
        await page.waitForURL(`**/console${path}`);
        await idle();
        const loading = page.locator('[class*="awsui_status-loading"]').filter({ visible: true });
        await expect.poll(() => loading.count(), { timeout: LONGEST_LOAD_MS }).toBe(0);
      };
      return { page, context, open, follow };
    };
  },
);

/** A page with the first Admin, who is not signed in yet. */
export const it = withVisitors.extend('admin', async ({ visitor }) => visitor());

/** Waits for the console, and fills in the login page of the issuer if it is shown. */
async function signIn(page: Page, email: string): Promise<void> {
  const loginButton = page.getByRole('button', { name: 'Log in' });
  const heading = page.getByRole('heading', { level: 1 });
  await loginButton.or(heading).first().waitFor();
  if (await loginButton.isVisible()) {
    await page.getByLabel('E-mail address').fill(email);
    await loginButton.click();
  }
  await page.waitForURL('**/console/**');
  await heading.first().waitFor();
}
