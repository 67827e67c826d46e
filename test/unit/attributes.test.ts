// Stored items are parsed when they are read.
import { expect, it } from 'vitest';
import {
  anything,
  itemOf,
  listOf,
  mapOf,
  nullable,
  number,
  oneOf,
  recordOf,
  text,
  withDefault,
} from '../../shared/storage/dynamodb/attributes.ts';

const read = itemOf({
  id: number,
  kind: oneOf(['a', 'b']),
  gone: nullable(text),
  later: withDefault(nullable(text), null),
  teams: listOf(number),
  maps: recordOf(mapOf({ name: text, other: anything })),
});
const stored = { id: 1, kind: 'a', gone: null, teams: [1, 2], maps: { x: { name: 'one', other: { y: 1 } } } };

it('reads the declared attributes of an item, and drops the others', () => {
  expect(read({ ...stored, pk: 'key' })).toEqual({ ...stored, later: null });
  expect(read({ ...stored, gone: 'yesterday', later: 'today' })).toMatchObject({ gone: 'yesterday', later: 'today' });
});

it.each([
  ['id', { id: '1' }],
  ['kind', { kind: 'c' }],
  ['gone', { gone: undefined }],
  ['later', { later: 5 }],
  ['teams', { teams: [1, 'secret'] }],
  ['maps', { maps: 'secret' }],
  ['x', { maps: { x: 'secret' } }],
  ['name', { maps: { x: { name: null, other: 'secret' } } }],
])('names the corrupt attribute %s in the error, without its value', (name, damage) => {
  expect(() => read({ ...stored, ...damage })).toThrow(new Error(`A stored item is corrupt: ${name}`));
});

it('rejects a value that is not an item', () => {
  expect(() => read(undefined)).toThrow('A stored item is corrupt: item');
});
