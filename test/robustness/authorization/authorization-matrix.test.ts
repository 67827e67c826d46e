// The authorization matrix, cell by cell. A route without a row fails, and so does a rejected request that wrote to the table.
import { expect, test } from 'vitest';
import { SIZE } from '../support/size.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { checkMatrix, ROUTES } from './authorization-matrix.ts';
import { ROWS } from './matrix-rows.ts';

test('every route of the API has a row, and every row is a route', () => {
  expect(Object.keys(ROWS).sort()).toEqual(ROUTES.map(({ key }) => key).sort());
});

test('every route responds to every principal as its row says, and a rejected request writes nothing', {
  timeout: SIZE.timeoutMs,
}, async () => {
  const system = await startSystemUnderTest();
  const { cells, wrong } = await checkMatrix(system);
  console.log(`authorization matrix: ${cells} cells of ${ROUTES.length} routes`);
  expect(wrong).toEqual([]);
  expect(await system.violations()).toEqual([]);
  expect(system.workAfterResponse()).toEqual([]);
  await system.stop();
});
