// Every operation that is deployed, and what its function may do to the table.
import { listAuditLog } from '../shared/contracts/audit-log.ts';
import {
  createDatastore,
  deleteDatastore,
  getDatastore,
  listDatastores,
  updateDatastore,
} from '../shared/contracts/datastores.ts';
import { introspect } from '../shared/contracts/introspect.ts';
import { reportLeakedTokens } from '../shared/contracts/leaked-tokens.ts';
import { logIn } from '../shared/contracts/login.ts';
import { getOpenApi } from '../shared/contracts/openapi.ts';
import type { Operation } from '../shared/contracts/operation.ts';
import { getPolicy, updatePolicy } from '../shared/contracts/policy.ts';
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from '../shared/contracts/teams.ts';
import {
  createToken,
  deleteToken,
  getToken,
  listPersonalTokens,
  listServiceTokens,
  rotateToken,
  updateToken,
} from '../shared/contracts/user-tokens.ts';
import {
  createUser,
  deactivateUser,
  getMe,
  getUser,
  listUsers,
  previewDeactivation,
  reactivateUser,
  revokeUserTokens,
  updateUser,
} from '../shared/contracts/users.ts';
import type { TableGrant } from './constructs/service-users-table.ts';

export interface DeployedOperation {
  readonly operation: Pick<Operation, 'id' | 'method' | 'path' | 'audience' | 'body' | 'form'>;
  readonly grants: readonly TableGrant[];
}

export const operations: readonly DeployedOperation[] = [
  {
    operation: logIn,
    grants: ['authenticate', 'linkPeople', 'readAccounts', 'readTeams', 'writeAccounts', 'allocateIds'],
  },
  {
    operation: createUser,
    grants: ['readAccounts', 'readTeams', 'readPolicy', 'writeAccounts', 'joinTeams', 'allocateIds'],
  },
  { operation: listUsers, grants: ['readAccounts', 'readTeams', 'listAccounts'] },
  { operation: getUser, grants: ['readAccounts', 'readTeams'] },
  {
    operation: updateUser,
    grants: ['readAccounts', 'readTeams', 'writeAccounts', 'joinTeams', 'leaveTeams', 'unbindIamPrincipals'],
  },
  { operation: deactivateUser, grants: ['readAccounts', 'writeAccounts', 'joinTeams'] },
  {
    operation: previewDeactivation,
    grants: ['readAccounts', 'readTeams', 'readRoster', 'readDatastores', 'listDatastores'],
  },
  { operation: reactivateUser, grants: ['readAccounts', 'readTeams', 'writeAccounts', 'joinTeams'] },
  { operation: revokeUserTokens, grants: ['readAccounts', 'writeAccounts'] },
  { operation: createToken, grants: ['readAccounts', 'readPolicy', 'writeAccounts', 'allocateIds', 'deleteTokens'] },
  { operation: listPersonalTokens, grants: ['readAccounts'] },
  { operation: listServiceTokens, grants: ['readAccounts', 'listTokens'] },
  { operation: getToken, grants: ['readAccounts'] },
  { operation: updateToken, grants: ['readAccounts', 'writeAccounts'] },
  { operation: rotateToken, grants: ['readAccounts', 'readPolicy', 'writeAccounts'] },
  { operation: deleteToken, grants: ['readAccounts', 'writeAccounts', 'deleteTokens'] },
  { operation: getMe, grants: ['readAccounts', 'readTeams'] },
  { operation: introspect, grants: ['readAccounts', 'readTeams'] },
  { operation: reportLeakedTokens, grants: ['readAccounts', 'writeAccounts'] },
  { operation: getPolicy, grants: ['readPolicy'] },
  { operation: updatePolicy, grants: ['readPolicy', 'writePolicy'] },
  { operation: createTeam, grants: ['readTeams', 'writeTeams', 'allocateIds'] },
  { operation: listTeams, grants: ['readTeams', 'listTeams'] },
  { operation: getTeam, grants: ['readTeams'] },
  { operation: updateTeam, grants: ['readTeams', 'writeTeams', 'deleteTeams'] },
  { operation: deleteTeam, grants: ['readTeams', 'writeTeams', 'deleteTeams'] },
  { operation: createDatastore, grants: ['readTeams', 'writeDatastores', 'allocateIds'] },
  { operation: listDatastores, grants: ['readTeams', 'readDatastores', 'listDatastores'] },
  { operation: getDatastore, grants: ['readTeams', 'readDatastores'] },
  { operation: updateDatastore, grants: ['readTeams', 'readDatastores', 'writeDatastores', 'deleteDatastores'] },
  { operation: deleteDatastore, grants: ['readTeams', 'readDatastores', 'writeDatastores', 'deleteDatastores'] },
  { operation: listAuditLog, grants: ['readAuditLog'] },
  { operation: getOpenApi, grants: [] },
];
