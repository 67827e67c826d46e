// What every operation asks of DynamoDB is what docs/costs.md says, to the unit.
import { readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { deploy } from '../support/deployment.ts';
import { unitsOfEverything, unitsTable } from '../support/operation-units.ts';

const costs = readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8');

/** The cells of a table's rows, without the room between them. */
const rows = (table: string) => table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));

it('every operation makes the round trips and takes the units that the docs say', async () => {
  const assembly = readAssembly(inject('assembly'));
  const deployment = await deploy({ assembly, endpoint: inject('endpoint'), issuerUrl: inject('issuer').url });
  const measured = unitsTable(await unitsOfEverything(deployment));
  const [documented = ''] = /\| what +\| round trips \|.*\n(?:\|.*\n)*/.exec(costs) ?? [];
  expect(rows(measured).filter(([, what]) => what !== '---')).toEqual(
    rows(documented.trimEnd()).filter(([, what]) => !/^-+$/.test(what ?? '')),
  );
});
