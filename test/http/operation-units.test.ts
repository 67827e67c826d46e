// The round trips and request units of every operation are those in docs/costs.md.
import { readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { deploy } from '../support/deployment.ts';
import { unitsOfEverything, unitsTable } from '../support/operation-units.ts';

const costs = readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8');

it('every operation has the documented round trips and request units', async () => {
  const assembly = readAssembly(inject('assembly'));
  const deployment = await deploy({ assembly, endpoint: inject('endpoint'), issuerUrl: inject('issuer').url });
  const [documented = ''] = /\| what +\| round trips \|.*\n(?:\|.*\n)*/.exec(costs) ?? [];
  // `npm run bench -- units` prints the table.
  expect(unitsTable(await unitsOfEverything(deployment))).toBe(documented.trimEnd());
});
