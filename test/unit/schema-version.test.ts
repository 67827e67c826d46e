// An item of an older schema version is migrated when it is read; one of a newer version is rejected.
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
const migrations = [named, split, withoutName];

describe('an item', () => {
  it('passes through every migration after its schema version, in order', () => {
    const newest = { pk: 'USER#1', schema: 3, first: 'Ada', last: 'Lovelace' };
    expect(migrateItem({ pk: 'USER#1', schema: 1, name: 'Ada Lovelace' }, migrations)).toEqual(newest);
    expect(migrateItem({ ...newest, schema: 2, name: 'Ada Lovelace' }, migrations)).toEqual(newest);
    expect(migrateItem(newest, migrations)).toBe(newest);
  });

  it('that no migration changes gets the newest schema version', () => {
    expect(migrateItem({ pk: 'TEAM#2', schema: 1, name: 'Data' }, migrations)).toEqual({
      pk: 'TEAM#2',
      schema: 3,
      name: 'Data',
    });
  });

  it('without a schema version passes through all migrations', () => {
    expect(migrateItem({ pk: 'TOKEN#7', account_id: 1 }, migrations)).toEqual({
      pk: 'TOKEN#7',
      schema: 3,
      account_id: 1,
    });
  });

  it('of a newer schema version is rejected, and only the log gets the type of the item', () => {
    const read = () => migrateItem({ pk: 'USER_ID#ada@example.com', schema: 4 }, migrations);
    expect(read).toThrow(expect.objectContaining({ kind: 'unavailable', code: 'schema_too_new', members: {} }));
    expect(read).toThrow(
      expect.objectContaining({
        message: expect.not.stringMatching(/USER|ada|4/),
        cause: new Error('An item USER_ID has schema version 4; the newest known is 3'),
      }),
    );
  });

  it.for(['1', null, 1.5, -1, Number.NaN])('with the schema version %j is corrupt', (schema) => {
    expect(() => migrateItem({ pk: 'USER#1', schema }, migrations)).toThrow(
      'An item USER has an invalid schema version',
    );
  });
});

it('writes a schema version that this release and the previous one can read', () => {
  expect([MIGRATIONS.length, MIGRATIONS.length - 1]).toContain(SCHEMA_VERSION);
});
