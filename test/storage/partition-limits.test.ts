// The write units of each shared partition are those in docs/limits.md, and the ceilings are at least what is promised.
import { readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { limitsTable } from '../support/partition-limits.ts';
import { openTable } from '../support/table.ts';

const limits = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');

it('every change takes the documented write units from each shared partition', async () => {
  const accessKeyId = 'limits';
  const assembly = readAssembly(inject('assembly'));
  const [opened, observer] = [
    await openTable(assembly, inject('endpoint'), { accessKeyId }),
    await openTable(assembly, inject('endpoint'), { accessKeyId }),
  ];
  const measured = await limitsTable(opened, observer);
  const [documented = ''] = /\| shared partition .*\n(?:\|.*\n)*/.exec(limits) ?? [];
  // `npm run bench -- limits` prints the table.
  expect(measured).toBe(documented.trimEnd());
  const ceilingOf = (partition: string) =>
    Number(new RegExp(`${RegExp.escape(partition)}.*\\| ([\\d,]+) +\\|$`, 'm').exec(measured)?.[1]?.replace(',', ''));
  expect(ceilingOf('TOTALS#<id>')).toBeGreaterThanOrEqual(500);
  expect(ceilingOf('list-by-time USERS#Service#ACTIVE#<id>')).toBeGreaterThanOrEqual(4000);
});
