// The operations that the stack deploys: each contract of shared/contracts, with the grants of its function on the table.
// The compiler reports a contract that has no grants here. Everything else is derived from the contract: the file of the
// function, the routes, the authorizer and the throttling.
import * as accessReview from '../shared/contracts/access-review.ts';
import * as auditLog from '../shared/contracts/audit-log.ts';
import * as datastores from '../shared/contracts/datastores.ts';
import * as federationPolicies from '../shared/contracts/federation-policies.ts';
import * as federationPolicyTest from '../shared/contracts/federation-policy-test.ts';
import * as introspection from '../shared/contracts/introspect.ts';
import * as leakedTokens from '../shared/contracts/leaked-tokens.ts';
import * as login from '../shared/contracts/login.ts';
import * as oauth from '../shared/contracts/oauth.ts';
import * as openapi from '../shared/contracts/openapi.ts';
import type { Operation } from '../shared/contracts/operation.ts';
import * as policy from '../shared/contracts/policy.ts';
import * as teams from '../shared/contracts/teams.ts';
import * as userTokens from '../shared/contracts/user-tokens.ts';
import * as users from '../shared/contracts/users.ts';
import { BEARER_AUTHENTICATION, type TableGrant } from './constructs/table-grants.ts';

type Contract = Pick<Operation, 'id' | 'method' | 'path' | 'otherRoutes' | 'audience' | 'body' | 'form' | 'errors'>;

export interface DeployedOperation {
  readonly operation: Contract;
  readonly grants: readonly TableGrant[];
}

/** Logs a person in. */
const LOGIN: readonly TableGrant[] = [
  ...BEARER_AUTHENTICATION,
  'readSubjects',
  'writeAndDeleteSubjects',
  'readPolicy',
  'writeAccounts',
  'writeUserIds',
  'writeSessions',
  'readTeamNames',
  'updateSequences',
  'updateTotals',
  'writeAuditEntries',
];

const contracts = {
  ...accessReview,
  ...auditLog,
  ...datastores,
  ...federationPolicies,
  ...federationPolicyTest,
  ...introspection,
  ...leakedTokens,
  ...login,
  ...oauth,
  ...openapi,
  ...policy,
  ...teams,
  ...userTokens,
  ...users,
};

type Contracts = typeof contracts;
type OperationName = { [Name in keyof Contracts]: Contracts[Name] extends Contract ? Name : never }[keyof Contracts];

const GRANTS: Readonly<Record<OperationName, readonly TableGrant[]>> = {
  logIn: LOGIN,
  exchangeToken: [...LOGIN, 'readAccountsByUserId', 'updateFederationUses'],

  logOut: ['readSessions', 'deleteSessions', 'writeAuditEntries'],

  createUser: [
    'readAndWriteIdempotencyRecords',
    'writeAccounts',
    'writeUserIds',
    'updateRoster',
    'writeTokenPointers',
    'readPolicy',
    'readTeamIds',
    'readTeamNames',
    'writeMemberships',
    'updateTeamAccounts',
    'updateSequences',
    'updateTotals',
    'writeAuditEntries',
    'readOwners',
    'writeOwnerships',
  ],
  listUsers: [
    'queryUsers',
    'readListedAccounts',
    'readTeamIds',
    'readTeams',
    'readTotals',
    'readTeamNames',
    'readAccountsByUserId',
  ],
  getUser: ['readAccountsByUserId', 'readTeamNames'],
  updateUser: [
    'readAccountsByUserId',
    'writeAccounts',
    'updateRoster',
    'writeAndDeleteIamPrincipals',
    'readPolicy',
    'readTeamIds',
    'readTeamNames',
    'writeMemberships',
    'updateTeamAccounts',
    'deleteMemberships',
    'updateTotals',
    'writeAuditEntries',
    'readOwners',
    'writeOwnerships',
    'deleteOwnerships',
  ],
  deactivateUser: [
    'readAccountsByUserId',
    'writeAccounts',
    'updateRoster',
    'writeMemberships',
    'updateTeamAccounts',
    'updateTotals',
    'writeAuditEntries',
    'writeOwnerships',
  ],
  previewDeactivation: [
    'readAccountsByUserId',
    'querySessions',
    'readRoster',
    'readTeamNames',
    'queryDatastores',
    'readListedDatastores',
  ],
  reactivateUser: [
    'readAccountsByUserId',
    'writeAccounts',
    'updateRoster',
    'writeMemberships',
    'readTeamNames',
    'updateTeamAccounts',
    'updateTotals',
    'writeAuditEntries',
    'readPolicy',
    'writeOwnerships',
  ],
  unlinkIdentity: ['readAccountsByUserId', 'writeAccounts', 'deleteSubjects', 'writeAuditEntries'],
  revokeUserTokens: [
    'readAccountsByUserId',
    'writeAccounts',
    'writeTokenPointers',
    'updateTotals',
    'writeAuditEntries',
  ],

  createFederationPolicy: [
    'readAccountsByUserId',
    'readPolicy',
    'writeAccounts',
    'updateSequences',
    'writeAuditEntries',
  ],
  listFederationPolicies: ['readAccountsByUserId', 'readFederationUses'],
  getFederationPolicy: ['readAccountsByUserId', 'readFederationUses'],
  updateFederationPolicy: [
    'readAccountsByUserId',
    'readFederationUses',
    'readPolicy',
    'writeAccounts',
    'writeAuditEntries',
  ],
  deleteFederationPolicy: ['readAccountsByUserId', 'writeAccounts', 'writeAuditEntries'],
  testFederationPolicy: ['readAccountsByUserId'],

  createToken: [
    'readAndWriteIdempotencyRecords',
    'readAccountsByUserId',
    'readPolicy',
    'writeAccounts',
    'writeTokenPointers',
    'deleteTokenPointers',
    'updateSequences',
    'updateTotals',
    'writeAuditEntries',
  ],
  listPersonalTokens: ['readAccounts'],
  listServiceTokens: ['readAccountsByUserId', 'queryServiceTokens', 'readListedAccounts', 'readTotals'],
  getToken: ['readAccounts', 'readTokenPointers'],
  updateToken: [
    'readAccounts',
    'readTokenPointers',
    'readPolicy',
    'writeAccounts',
    'writeTokenPointers',
    'updateTotals',
    'writeAuditEntries',
  ],
  rotateToken: [
    'readAccounts',
    'readTokenPointers',
    'readPolicy',
    'writeAccounts',
    'writeTokenPointers',
    'writeAuditEntries',
  ],
  deleteToken: [
    'readAccounts',
    'readTokenPointers',
    'writeAccounts',
    'deleteTokenPointers',
    'updateTotals',
    'writeAuditEntries',
  ],

  getMe: ['readAccounts', 'readTeamNames'],
  introspect: ['readAccounts', 'readSessionsWithAccounts', 'readTeamNames'],
  reportLeakedTokens: [
    'readAccounts',
    'readListedAccounts',
    'readReportedSessions',
    'deleteSessions',
    'writeAccounts',
    'writeTokenPointers',
    'updateTotals',
    'writeAuditEntries',
  ],

  getPolicy: ['readPolicy'],
  updatePolicy: ['readPolicy', 'writePolicy', 'writeAuditEntries'],

  createTeam: ['writeTeams', 'updateSequences', 'writeAuditEntries'],
  listTeams: ['queryTeams', 'readTeamNames'],
  getTeam: ['readTeams'],
  updateTeam: ['readTeams', 'writeTeams', 'deleteTeamNames', 'writeAuditEntries'],
  deleteTeam: ['readTeams', 'deleteTeamNames', 'deleteTeams', 'writeAuditEntries'],

  createDatastore: [
    'readTeamIds',
    'readTeamNames',
    'writeDatastores',
    'updateTeamDatastores',
    'updateSequences',
    'writeAuditEntries',
  ],
  listDatastores: ['queryDatastores', 'readListedDatastores', 'readTeamNames'],
  getDatastore: ['readDatastores', 'readTeamNames'],
  updateDatastore: [
    'readDatastores',
    'readTeamIds',
    'readTeamNames',
    'writeDatastores',
    'deleteDatastoreEntries',
    'updateTeamDatastores',
    'writeAuditEntries',
  ],
  deleteDatastore: [
    'readDatastores',
    'readTeamNames',
    'deleteDatastoreEntries',
    'deleteDatastores',
    'updateTeamDatastores',
    'writeAuditEntries',
  ],

  listAuditLog: ['queryAuditLog'],
  listAccessReview: [
    'queryUsersByCreation',
    'readListedAccounts',
    'readOwners',
    'readListedFederationUses',
    'readPolicy',
    'readTeamNames',
    'queryDatastores',
    'readListedDatastores',
  ],
  getOpenApi: [],
};

export const operations: readonly DeployedOperation[] = Object.entries(GRANTS).map(([name, grants]) => ({
  operation: contracts[name as OperationName],
  grants,
}));
