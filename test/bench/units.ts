// What every operation asks of DynamoDB: the table that a test holds.
import { deploy } from '../support/deployment.ts';
import { unitsOfEverything, unitsTable } from '../support/operation-units.ts';
import type { Part } from './workbench.ts';

export const units: Part = async (workbench) => unitsTable(await unitsOfEverything(await deploy(workbench)));
