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
    grants: ['authenticate', 'linkPeople', 'changeAccounts', 'nameAccounts', 'addTeamNames', 'allocateIds', 'audit'],
  },
  {
    operation: createUser,
    grants: [
      'changeAccounts',
      'nameAccounts',
      'changeRoster',
      'pointToTokens',
      'readPolicy',
      'findTeams',
      'addTeamNames',
      'listMembers',
      'countMembers',
      'allocateIds',
      'audit',
    ],
  },
  { operation: listUsers, grants: ['listAccounts', 'findTeams', 'addTeamNames'] },
  { operation: getUser, grants: ['findAccounts', 'addTeamNames'] },
  {
    operation: updateUser,
    grants: [
      'findAccounts',
      'changeAccounts',
      'changeRoster',
      'bindIamPrincipals',
      'findTeams',
      'addTeamNames',
      'listMembers',
      'countMembers',
      'delistMembers',
      'audit',
    ],
  },
  { operation: deactivateUser, grants: ['findAccounts', 'changeAccounts', 'changeRoster', 'listMembers', 'audit'] },
  { operation: previewDeactivation, grants: ['findAccounts', 'readRoster', 'addTeamNames', 'listDatastores'] },
  {
    operation: reactivateUser,
    grants: ['findAccounts', 'changeAccounts', 'changeRoster', 'listMembers', 'addTeamNames', 'audit'],
  },
  { operation: revokeUserTokens, grants: ['findAccounts', 'changeAccounts', 'pointToTokens', 'audit'] },
  {
    operation: createToken,
    grants: ['readAccounts', 'readPolicy', 'changeAccounts', 'pointToTokens', 'deleteTokens', 'allocateIds', 'audit'],
  },
  { operation: listPersonalTokens, grants: ['readAccounts'] },
  { operation: listServiceTokens, grants: ['readAccounts', 'listTokens'] },
  { operation: getToken, grants: ['readAccounts', 'findTokens'] },
  { operation: updateToken, grants: ['readAccounts', 'findTokens', 'changeAccounts', 'pointToTokens', 'audit'] },
  {
    operation: rotateToken,
    grants: ['readAccounts', 'findTokens', 'readPolicy', 'changeAccounts', 'pointToTokens', 'audit'],
  },
  { operation: deleteToken, grants: ['readAccounts', 'findTokens', 'changeAccounts', 'deleteTokens', 'audit'] },
  { operation: getMe, grants: ['readAccounts', 'addTeamNames'] },
  { operation: introspect, grants: ['readAccounts', 'addTeamNames'] },
  { operation: reportLeakedTokens, grants: ['readAccounts', 'changeAccounts', 'pointToTokens', 'audit'] },
  { operation: getPolicy, grants: ['readPolicy'] },
  { operation: updatePolicy, grants: ['readPolicy', 'writePolicy', 'audit'] },
  { operation: createTeam, grants: ['writeTeams', 'allocateIds', 'audit'] },
  { operation: listTeams, grants: ['listTeams', 'addTeamNames'] },
  { operation: getTeam, grants: ['readTeams'] },
  { operation: updateTeam, grants: ['readTeams', 'writeTeams', 'freeTeamNames', 'audit'] },
  { operation: deleteTeam, grants: ['readTeams', 'freeTeamNames', 'deleteTeams', 'audit'] },
  {
    operation: createDatastore,
    grants: ['findTeams', 'addTeamNames', 'writeDatastores', 'countDatastores', 'allocateIds', 'audit'],
  },
  { operation: listDatastores, grants: ['listDatastores', 'addTeamNames'] },
  { operation: getDatastore, grants: ['readDatastores', 'addTeamNames'] },
  {
    operation: updateDatastore,
    grants: [
      'readDatastores',
      'findTeams',
      'addTeamNames',
      'writeDatastores',
      'delistDatastores',
      'countDatastores',
      'audit',
    ],
  },
  {
    operation: deleteDatastore,
    grants: ['readDatastores', 'addTeamNames', 'delistDatastores', 'deleteDatastores', 'countDatastores', 'audit'],
  },
  { operation: listAuditLog, grants: ['readAuditLog'] },
  { operation: getOpenApi, grants: [] },
];
