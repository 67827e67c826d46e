// Pages and cursors of lists.
import { describe, expect, it } from 'vitest';
import type { ListResponse } from '../../shared/contracts/responses.ts';
import { pageOf, sourceOf } from '../../shared/services/listing.ts';

const numbers = Array.from({ length: 25 }, (_, index) => index + 1);
const source = sourceOf(numbers, (number) => number);

describe('a page of a list', () => {
  it('has its items, the total, and a cursor for the next page', async () => {
    const page = await pageOf(source, { page: 2, size: 10 }, 'numbers');
    expect(page).toMatchObject({
      items: numbers.slice(10, 20),
      total: 25,
      page: 2,
      size: 10,
      next_cursor: expect.any(String),
    });
  });

  it('is empty after the end, and the last one has no cursor', async () => {
    expect(await pageOf(source, { page: 3, size: 10 }, 'numbers')).toMatchObject({
      items: [21, 22, 23, 24, 25],
      next_cursor: null,
    });
    expect(await pageOf(source, { page: 4, size: 10 }, 'numbers')).toMatchObject({
      items: [],
      total: 25,
      next_cursor: null,
    });
  });

  it('is followed by the others through cursors, which return every item once', async () => {
    const seen: number[] = [];
    let page: ListResponse<number> = await pageOf(source, { page: 1, size: 4 }, 'numbers');
    expect(page.total).toBe(numbers.length);
    seen.push(...page.items);
    while (page.next_cursor !== null) {
      page = await pageOf(source, { size: 4, cursor: page.next_cursor }, 'numbers');
      expect(page).toMatchObject({ total: null, page: null });
      seen.push(...page.items);
    }
    expect(seen).toEqual(numbers);
  });
});

describe('a cursor', () => {
  it('is * at the start of a walk, which does not count the items', async () => {
    const counted = { ...source, count: () => Promise.reject(new Error('counted')) };
    const page = await pageOf(counted, { size: 4, cursor: '*' }, 'numbers');
    expect(page).toEqual({ items: [1, 2, 3, 4], total: null, page: null, size: 4, next_cursor: expect.any(String) });
  });

  it('is rejected when it is altered, or used for another list', async () => {
    const { next_cursor } = await pageOf(source, { page: 1, size: 4 }, 'numbers');
    const cursor = next_cursor ?? '';
    const altered = [
      `${cursor}0`,
      cursor.slice(1),
      `x${cursor}`,
      'garbage',
      '.',
      `${Buffer.from('9').toString('base64url')}.${cursor.split('.')[1]}`,
    ];
    for (const bad of altered) {
      await expect(pageOf(source, { size: 4, cursor: bad }, 'numbers')).rejects.toMatchObject({
        code: 'validation_failed',
      });
    }
    await expect(pageOf(source, { size: 4, cursor }, 'letters')).rejects.toMatchObject({ code: 'validation_failed' });
  });
});
