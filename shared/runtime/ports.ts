// Wires the use cases to the table that the stack names. Evaluated once, at the cold start of a function.
import type { Ports } from '../services/ports/ports.ts';
import { dynamoDirectory } from '../storage/accounts/directory.ts';
import { dynamoAuditLog } from '../storage/audit-log/audit-log.ts';
import { dynamoDatastores } from '../storage/datastores/datastores.ts';
import { dynamoTeams } from '../storage/teams/teams.ts';
import { dynamoPolicies } from '../storage/workspace/policies.ts';
import { accountPorts } from './account-ports.ts';
import { tokenConfig } from './config.ts';
import { table } from './table.ts';

export const ports: Ports = {
  ...accountPorts,
  teams: dynamoTeams(table.client, table.name),
  datastores: dynamoDatastores(table.client, table.name),
  policies: dynamoPolicies(table.client, table.name),
  directory: dynamoDirectory(table.client, table.name),
  auditLog: dynamoAuditLog(table.client, table.name),
  tokenPrefix: tokenConfig(process.env).TOKEN_PREFIX,
};
