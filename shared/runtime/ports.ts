// Connects the use cases to the table that the stack names; evaluated once, at the cold start of a function. Each export
// is pure, so that a bundle has only the ports that its function uses.
import type { AccessReviewPorts } from '../services/access-review.ts';
import type { AccountPorts, FederationPolicyPorts, Ports } from '../services/ports/ports.ts';
import { dynamoAccounts } from '../storage/accounts/accounts.ts';
import { dynamoDirectory } from '../storage/accounts/directory.ts';
import { dynamoFederationUses } from '../storage/accounts/federation-uses.ts';
import { dynamoAuditLog } from '../storage/audit-log/audit-log.ts';
import { dynamoDatastores } from '../storage/datastores/datastores.ts';
import { dynamoIdempotencyRecords } from '../storage/idempotency/idempotency-records.ts';
import { dynamoSessions } from '../storage/sessions/sessions.ts';
import { dynamoTeamNames } from '../storage/teams/team-names.ts';
import { dynamoTeams } from '../storage/teams/teams.ts';
import { dynamoIds } from '../storage/workspace/ids.ts';
import { dynamoPolicies } from '../storage/workspace/policies.ts';
import { tokenConfig } from './config.ts';
import { effects } from './effects.ts';
import { table } from './table.ts';

/** Finds and changes accounts. */
export const accountPorts: AccountPorts = /* @__PURE__ */ (() => ({
  ...effects,
  accounts: dynamoAccounts(table.client, table.name),
  teamNames: dynamoTeamNames(table.client, table.name),
  ids: dynamoIds(table.client, table.name),
}))();

/** Manages federation policies. */
export const federationPolicyPorts: FederationPolicyPorts = /* @__PURE__ */ (() => ({
  ...accountPorts,
  federationUses: dynamoFederationUses(table.client, table.name),
  policies: dynamoPolicies(table.client, table.name),
}))();

/** All ports of the API's operations. */
export const ports: Ports = /* @__PURE__ */ (() => ({
  ...accountPorts,
  teams: dynamoTeams(table.client, table.name),
  datastores: dynamoDatastores(table.client, table.name),
  policies: dynamoPolicies(table.client, table.name),
  directory: dynamoDirectory(table.client, table.name),
  sessions: dynamoSessions(table.client, table.name),
  auditLog: dynamoAuditLog(table.client, table.name),
  idempotency: dynamoIdempotencyRecords(table.client, table.name),
  tokenPrefix: tokenConfig(process.env).TOKEN_PREFIX,
}))();

/** The access review. */
export const accessReviewPorts: AccessReviewPorts = /* @__PURE__ */ (() => ({
  ...ports,
  federationUses: dynamoFederationUses(table.client, table.name),
}))();
