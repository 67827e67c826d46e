// The database of sample data is written in memory, and copied when it is complete.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeInMemory } from '../../infra/seed/write-in-memory.ts';
import { temporaryFolder } from './support/temporary.ts';

/** A folder with a file, and one that takes the place of the memory. */
function prepare() {
  const [folder, memory] = [join(temporaryFolder(), 'database'), temporaryFolder()];
  mkdirSync(folder);
  writeFileSync(join(folder, 'old.db'), 'before');
  return { folder, memory };
}

const textOf = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

it('replaces the files of the folder when everything is written', async () => {
  const { folder, memory } = prepare();
  const write = async (copy: string) => {
    expect(copy.startsWith(memory)).toBe(true);
    writeFileSync(join(copy, 'old.db'), `${textOf(copy, 'old.db')} and after`);
    writeFileSync(join(copy, 'new.db'), 'new');
    expect(textOf(folder, 'old.db')).toBe('before');
  };
  await writeInMemory(folder, 1, write, memory);
  expect([textOf(folder, 'old.db'), textOf(folder, 'new.db')]).toEqual(['before and after', 'new']);
  expect([readdirSync(folder).sort(), readdirSync(memory)]).toEqual([['new.db', 'old.db'], []]);
});

it('leaves the folder as it was when the write fails', async () => {
  const { folder, memory } = prepare();
  const write = async (copy: string) => {
    writeFileSync(join(copy, 'old.db'), 'half');
    throw new Error('stopped');
  };
  await expect(writeInMemory(folder, 1, write, memory)).rejects.toThrow('stopped');
  expect([textOf(folder, 'old.db'), readdirSync(memory)]).toEqual(['before', []]);
});

it.for([
  ['is missing', '/missing', 1],
  ['is too small', undefined, Number.MAX_SAFE_INTEGER],
] as const)('writes to the folder itself where the memory %s', async ([, given, bytes]) => {
  const { folder, memory } = prepare();
  const written: string[] = [];
  await writeInMemory(folder, bytes, async (one) => void written.push(one), given ?? memory);
  expect(written).toEqual([folder]);
  expect(existsSync(join(folder, 'old.db'))).toBe(true);
});
