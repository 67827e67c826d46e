// The first screen of the web console in Chromium, for a person who has a session at the issuer, compared with a page of the
// design system without content. The workspace has many accounts.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Page } from 'playwright-core';
import { newSigningKey } from '../../infra/local/credentials.ts';
import { startSystem } from '../../infra/local/system.ts';
import { REGION } from '../../infra/local/template/stack.ts';
import { writeSampleData } from '../../infra/seed/sample-data.ts';
import { launchChromium } from '../console/support/chromium.ts';
import { milliseconds, table, times } from '../support/markdown.ts';
import { serveEmptyPage } from './empty-page.ts';
import { median, ratio, rounds } from './statistics.ts';
import { type Part, progress } from './workbench.ts';

const ADMIN = 'admin@example.com';
const ROUNDS = 15;
const SAMPLE = { users: 10_000, tokens: 1, teams: 50, datastores: 100 };

export const webConsole: Part = async ({ assembly, endpoint, folder }) => {
  const database = { endpoint, accessKeyId: `bench${randomBytes(8).toString('hex')}`, secretAccessKey: 'x' };
  const system = await startSystem(assembly, {
    database,
    signingKey: newSigningKey(),
    logFile: join(folder, 'console.log'),
  });
  const emptyPage = await serveEmptyPage();
  const browser = await launchChromium();
  try {
    progress('console: writing 10,000 accounts');
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, region: REGION, credentials: database }));
    await writeSampleData(client, system.tableName, SAMPLE);
    client.destroy();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const url = `${system.bearerUrl}/console/`;
    await logIn(page, url);
    const measured = await rounds(ROUNDS, {
      empty: () => openingTime(page, emptyPage.url, 'h1'),
      title: () => openingTime(page, url, 'h1'),
      numbers: () => openingTime(page, url, 'th[scope=row]'),
    });
    const row = (name: string, samples: readonly number[]) => [
      name,
      milliseconds(median(measured.empty)),
      milliseconds(median(samples)),
      times(ratio(samples, measured.empty)),
    ];
    return table(
      ['first screen, until', 'an empty page', 'the console', 'ratio'],
      [row('its title and navigation', measured.title), row('its numbers', measured.numbers)],
    );
  } finally {
    await browser.close();
    await emptyPage.stop();
    await system.stop();
  }
};

async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail address').fill(ADMIN);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.locator('h1').waitFor();
}

/** Opens the page, whose code is in the cache of the browser. @returns milliseconds until it shows the element */
async function openingTime(page: Page, url: string, element: string): Promise<number> {
  const start = performance.now();
  await page.goto(url);
  await page.locator(element).first().waitFor();
  return performance.now() - start;
}
