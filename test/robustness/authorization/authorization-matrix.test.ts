// The authorization matrix, cell by cell. A route without a row fails, and so does a rejected request that wrote to the table.
import { expect, test } from 'vitest';
import { startSystemUnderTest } from '../support/system-under-test.ts';
import { checkMatrix, ROUTES } from './authorization-matrix.ts';
import { ROWS } from './matrix-rows.ts';

test('every route of the API has a row, and every row is a route', () => {
  expect(Object.keys(ROWS).sort()).toEqual(ROUTES.map(({ key }) => key).sort());
});

test('every route responds to every principal as its row says, and a rejected request writes nothing', {
  timeout: 600_000,
}, async () => {
  const system = await startSystemUnderTest();
  const { cells, wrong } = await checkMatrix(system);
  console.log(`authorization matrix: ${cells} cells of ${ROUTES.length} routes`);
  expect(wrong).toEqual([]);
  // A test sets the expiration of a token to the past, without an audit entry.
  expect((await system.violations()).filter((sentence) => !sentence.includes('.expiration'))).toEqual([]);
  expect(system.workAfterResponse()).toEqual([]);
  await system.stop();
});
