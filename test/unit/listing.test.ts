import { describe, expect, it } from 'vitest';
import type { ListResponse } from '../../shared/contracts/responses.ts';
import { pageOf, sourceOf } from '../../shared/services/listing.ts';

const numbers = Array.from({ length: 25 }, (_, index) => index + 1);
const source = sourceOf(numbers, (number) => number);

describe('a page of a list', () => {
  it('has its items, the total, and where to go on', async () => {
    const page = await pageOf(source, { page: 2, size: 10 }, 'numbers');
    expect(page).toMatchObject({
      items: numbers.slice(10, 20),
      total: 25,
      page: 2,
      size: 10,
      next_cursor: expect.any(String),
    });
  });

  it('is empty past the end, and the last one has no next', async () => {
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

  it('leads by cursor through every item once', async () => {
    const seen: number[] = [];
    let answer: ListResponse<number> = await pageOf(source, { page: 1, size: 4 }, 'numbers');
    expect(answer.total).toBe(numbers.length);
    seen.push(...answer.items);
    while (answer.next_cursor !== null) {
      answer = await pageOf(source, { size: 4, cursor: answer.next_cursor }, 'numbers');
      expect(answer).not.toHaveProperty('total');
      seen.push(...answer.items);
    }
    expect(seen).toEqual(numbers);
  });
});

describe('a cursor', () => {
  it('starts a walk with *, which counts nothing', async () => {
    const counted = { ...source, count: () => Promise.reject(new Error('counted')) };
    const page = await pageOf(counted, { size: 4, cursor: '*' }, 'numbers');
    expect(page).toEqual({ items: [1, 2, 3, 4], size: 4, next_cursor: expect.any(String) });
  });

  it('is refused when altered, or in another list', async () => {
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
