// Every fault at every object of the audit archive: the archive has every entry of the audit log once, and in order.
import { expect, test } from 'vitest';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { sweepArchive } from './archive-sweep.ts';

test('after any fault, the archive has every entry of the audit log once and in order', async () => {
  const system = await startSystemUnderTest();
  const { entries, deliveries, violations } = await sweepArchive(system);
  console.log(`archive sweep: ${deliveries} deliveries of ${entries} entries`);
  expect(entries).toBeGreaterThanOrEqual(8);
  expect(violations).toEqual([]);
  await system.stop();
});
