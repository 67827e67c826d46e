// Wires what it takes to find and change accounts.
import type { AccountPorts } from '../services/ports/ports.ts';
import { dynamoAccounts } from '../storage/accounts/accounts.ts';
import { dynamoTeamNames } from '../storage/teams/team-names.ts';
import { dynamoIds } from '../storage/workspace/ids.ts';
import { effects } from './effects.ts';
import { table } from './table.ts';

export const accountPorts: AccountPorts = {
  ...effects,
  accounts: dynamoAccounts(table.client, table.name),
  teamNames: dynamoTeamNames(table.client, table.name),
  ids: dynamoIds(table.client, table.name),
};
