// An item of an older layout is brought up to date when it is read; one of a newer layout is refused.
import { describe, expect, it } from 'vitest';
import {
  type Item,
  MIGRATIONS,
  type Migration,
  migrateItem,
  SCHEMA_VERSION,
} from '../../shared/storage/dynamodb/schema-version.ts';

const isUser = ({ pk }: Item) => String(pk).startsWith('USER#');
const named: Migration = (item) => item;
const split: Migration = (item) => {
  if (!isUser(item)) return item;
  const [first, last] = String(item.name).split(' ');
  return { ...item, first, last };
};
const withoutName: Migration = ({ name, ...item }) => (isUser(item) ? item : { ...item, name });
const upgrades = [named, split, withoutName];

describe('an item', () => {
  it('is read through every step after its layout, in their order', () => {
    const newest = { pk: 'USER#1', schema: 3, first: 'Ada', last: 'Lovelace' };
    expect(migrateItem({ pk: 'USER#1', schema: 1, name: 'Ada Lovelace' }, upgrades)).toEqual(newest);
    expect(migrateItem({ ...newest, schema: 2, name: 'Ada Lovelace' }, upgrades)).toEqual(newest);
    expect(migrateItem(newest, upgrades)).toBe(newest);
  });

  it('of a kind that no step concerns has the newest number, and is the same besides', () => {
    expect(migrateItem({ pk: 'TEAM#2', schema: 1, name: 'Data' }, upgrades)).toEqual({
      pk: 'TEAM#2',
      schema: 3,
      name: 'Data',
    });
  });

  it('without a number is of the layout before there were any', () => {
    expect(migrateItem({ pk: 'TOKEN#7', account_id: 1 }, upgrades)).toEqual({
      pk: 'TOKEN#7',
      schema: 3,
      account_id: 1,
    });
  });

  it('of a newer layout is refused by name: the client learns nothing of it, the log its kind and no name', () => {
    const refused = () => migrateItem({ pk: 'USER_ID#ada@example.com', schema: 4 }, upgrades);
    expect(refused).toThrow(expect.objectContaining({ kind: 'unavailable', code: 'schema_too_new', members: {} }));
    expect(refused).toThrow(
      expect.objectContaining({
        message: expect.not.stringMatching(/USER|ada|4/),
        cause: new Error('An item USER_ID of layout 4, where 3 is the newest known'),
      }),
    );
  });

  it.for(['1', null, 1.5, -1, Number.NaN])('of layout %j is corrupt', (schema) => {
    expect(() => migrateItem({ pk: 'USER#1', schema }, upgrades)).toThrow('An item USER of no layout');
  });
});

it('what is written is read by the release that writes it, and by the one before', () => {
  expect([MIGRATIONS.length, MIGRATIONS.length - 1]).toContain(SCHEMA_VERSION);
});
