// Every operation that is deployed, and what its function may do to the table.
import { listAuditLog } from '../shared/contracts/audit-log.ts';
import { introspect } from '../shared/contracts/introspect.ts';
import { reportLeakedTokens } from '../shared/contracts/leaked-tokens.ts';
import { logIn } from '../shared/contracts/login.ts';
import type { Operation } from '../shared/contracts/operation.ts';
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
  reactivateUser,
  revokeUserTokens,
  updateUser,
} from '../shared/contracts/users.ts';
import type { TableGrant } from './constructs/service-users-table.ts';

export interface DeployedOperation {
  readonly operation: Pick<Operation, 'id' | 'method' | 'path' | 'audience' | 'body'>;
  readonly grants: readonly TableGrant[];
}

export const operations: readonly DeployedOperation[] = [
  { operation: logIn, grants: ['authenticate', 'linkPeople', 'readAccounts', 'writeAccounts', 'allocateIds'] },
  { operation: createUser, grants: ['readAccounts', 'writeAccounts', 'allocateIds'] },
  { operation: listUsers, grants: ['readAccounts', 'listAccounts'] },
  { operation: getUser, grants: ['readAccounts'] },
  { operation: updateUser, grants: ['readAccounts', 'writeAccounts', 'unbindIamPrincipals'] },
  { operation: deactivateUser, grants: ['readAccounts', 'writeAccounts'] },
  { operation: reactivateUser, grants: ['readAccounts', 'writeAccounts'] },
  { operation: revokeUserTokens, grants: ['readAccounts', 'writeAccounts'] },
  { operation: createToken, grants: ['readAccounts', 'writeAccounts', 'allocateIds'] },
  { operation: listPersonalTokens, grants: ['readAccounts'] },
  { operation: listServiceTokens, grants: ['readAccounts', 'listTokens'] },
  { operation: getToken, grants: ['readAccounts'] },
  { operation: updateToken, grants: ['readAccounts', 'writeAccounts'] },
  { operation: rotateToken, grants: ['readAccounts', 'writeAccounts'] },
  { operation: deleteToken, grants: ['readAccounts', 'writeAccounts', 'deleteTokens'] },
  { operation: getMe, grants: ['readAccounts'] },
  { operation: introspect, grants: ['readAccounts'] },
  { operation: reportLeakedTokens, grants: ['readAccounts', 'writeAccounts'] },
  { operation: listAuditLog, grants: ['readAuditLog'] },
];
