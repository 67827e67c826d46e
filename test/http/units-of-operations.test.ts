// What every operation asks of DynamoDB is what docs/costs.md says, to the unit.
import { readFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { deploy } from '../support/deployment.ts';
import { unitsOfEverything, unitsTable } from '../support/operation-units.ts';

const costs = readFileSync(new URL('../../docs/costs.md', import.meta.url), 'utf8');

it('every operation makes the round trips and takes the units that the docs say', { timeout: 400_000 }, async () => {
  const assembly = readAssembly(inject('assembly'));
  const deployment = await deploy({ assembly, endpoint: inject('endpoint'), issuerUrl: inject('issuer').url });
  const [documented = ''] = /\| what +\| round trips \|.*\n(?:\|.*\n)*/.exec(costs) ?? [];
  // `npm run bench -- units` prints it.
  expect(unitsTable(await unitsOfEverything(deployment))).toBe(documented.trimEnd());
});
