// The round trips and request units of every operation: the table that a test compares with the documentation.
import { deploy } from '../support/deployment.ts';
import { unitsOfEverything, unitsTable } from '../support/operation-units.ts';
import type { Part } from './workbench.ts';

export const units: Part = async (workbench) => unitsTable(await unitsOfEverything(await deploy(workbench)));
