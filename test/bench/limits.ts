// The write units of each shared partition: the table that a test compares with the documentation.
import { limitsTable } from '../support/partition-limits.ts';
import { openTable } from '../support/table.ts';
import type { Part } from './workbench.ts';

export const limits: Part = async ({ assembly, endpoint }) => {
  const accessKeyId = 'limits';
  const opened = await openTable(assembly, endpoint, { accessKeyId });
  return limitsTable(opened, await openTable(assembly, endpoint, { accessKeyId }));
};
