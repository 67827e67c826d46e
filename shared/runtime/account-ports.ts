// Wires what it takes to find and change accounts.
import type { AccountPorts } from '../services/ports.ts';
import { dynamoAccounts } from '../storage/accounts.ts';
import { dynamoIds } from '../storage/ids.ts';
import { dynamoTeamNames } from '../storage/team-names.ts';
import { effects } from './effects.ts';
import { table } from './table.ts';

export const accountPorts: AccountPorts = {
  ...effects,
  accounts: dynamoAccounts(table.client, table.name),
  teamNames: dynamoTeamNames(table.client, table.name),
  ids: dynamoIds(table.client, table.name),
};
