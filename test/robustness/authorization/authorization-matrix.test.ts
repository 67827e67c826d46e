// Who may do what, cell by cell: a route without a row fails, and so does a refusal that wrote.
import { expect, test } from 'vitest';
import { checkMatrix, ROUTES } from './authorization-matrix.ts';
import { ROWS } from './matrix-rows.ts';
import { startSystemUnderTest } from '../support/system-under-test.ts';

test('every route of the API has a row, and every row is a route', () => {
  expect(Object.keys(ROWS).sort()).toEqual(ROUTES.map(({ key }) => key).sort());
});

test('every route responses everybody as it should, and a refusal writes nothing', { timeout: 600_000 }, async () => {
  const subject = await startSystemUnderTest();
  const { cells, wrong } = await checkMatrix(subject);
  console.log(`authorization matrix: ${cells} cells of ${ROUTES.length} routes`);
  expect(wrong).toEqual([]);
  // The end of a token was turned back past the audit log.
  expect((await subject.violations()).filter((sentence) => !sentence.includes('.expiration'))).toEqual([]);
  expect(subject.workAfterResponse()).toEqual([]);
  await subject.stop();
});
