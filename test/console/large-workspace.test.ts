// What a screen requests does not grow with the workspace.
import { expect } from 'vitest';
import { it } from './support/console.ts';
import { fill } from './support/large-workspace.ts';
import { screensOf } from './support/screens.ts';

/** More than there are on a page of any screen. */
const USERS = 300;
/** The end of a request can be counted for the next screen. One more request for each page would be at least five. */
const LATE_REQUESTS = 1;
const LARGEST_RESPONSE = 200_000;

it('makes as many requests in a large workspace as in a small one, for pages of a limited size', async ({
  admin,
  workspace,
}) => {
  const { user } = await workspace.serviceUser({ name: 'Sample' });
  // The access review reads all Service Users, page by page, and shows its progress.
  const screens = screensOf(user.user_id).filter((path) => path !== '/access-review');
  const page = await admin.open('/teams');
  let requests = 0;
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (!request.url().includes('/api/')) return;
    requests += 1;
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  const countRequests = async () => {
    const counts: Record<string, number> = {};
    for (const path of screens) {
      requests = 0;
      await admin.follow(path);
      counts[path] = requests;
    }
    return counts;
  };
  // The first visit of a screen loads its code, and makes its requests late.
  await countRequests();
  const small = await countRequests();
  await fill(workspace, { users: USERS, tokens: 1, teams: USERS, datastores: USERS });
  for (const [path, count] of Object.entries(await countRequests())) {
    expect(count, path).toBeLessThanOrEqual((small[path] ?? 0) + LATE_REQUESTS);
  }
  expect(Math.max(...(await Promise.all(sizes)))).toBeLessThan(LARGEST_RESPONSE);
});
