// Collects what a page reports as wrong: errors in the console, exceptions, unhandled rejections, violations of the content
// security policy.
import type { ConsoleMessage, Page } from 'playwright-core';

export async function pageErrors(page: Page, errors: string[]): Promise<void> {
  page.on('pageerror', (error) => errors.push(`exception: ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isErrorOfApi(message)) errors.push(`console: ${message.text()}`);
  });
  await page.exposeFunction('reportViolation', (text: string) => errors.push(`content security policy: ${text}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
      reportViolation(`${violatedDirective} ${blockedURI} ${sourceFile}`);
    });
  });
}

/** The browser logs each response with an error status. Tests cause them, and verify what the page shows. */
function isErrorOfApi(message: ConsoleMessage): boolean {
  return message.text().startsWith('Failed to load resource') && message.location().url.includes('/api/');
}
