// The ports of the use cases, combined. Storage implements them, and `shared/runtime` connects the two.
import type { Effects } from './effects.ts';
import type { AuditLog, Directory, FederationUses, IdempotencyRecords, TeamNames } from './queries.ts';
import type { Accounts, Datastores, Ids, Policies, Sessions, Teams } from './repositories.ts';

/** Finds and changes accounts. */
export interface AccountPorts extends Effects {
  readonly accounts: Accounts;
  readonly teamNames: TeamNames;
  readonly ids: Ids;
}

/** Manages federation policies. */
export interface FederationPolicyPorts extends AccountPorts {
  readonly federationUses: FederationUses;
  readonly policies: Policies;
}

export interface Ports extends AccountPorts {
  readonly teams: Teams;
  readonly datastores: Datastores;
  readonly policies: Policies;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly auditLog: AuditLog;
  readonly idempotency: IdempotencyRecords;
  /** The deployer's prefix of tokens, or an empty string. */
  readonly tokenPrefix: string;
}
