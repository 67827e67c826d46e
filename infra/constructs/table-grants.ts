// The grants on the table. A grant is one or more IAM permissions, which are merged into the statements of a function's
// role. Its name is the DynamoDB action and the item:
// read = GetItem or BatchGetItem, query = Query, write = PutItem, update = UpdateItem, delete = DeleteItem.
// No grant has UpdateItem or DeleteItem on audit entries (R12), and none scans the table. PutItem can replace an entry, because
// IAM cannot require a condition expression: docs/security-model.md describes what remains.
import { USER_TYPES } from '../../shared/domain/user.ts';
import { tokenCounter, userCounters } from '../../shared/storage/accounts/counters.ts';
import {
  INDEXES,
  type Index,
  LIST_PARTITIONS,
  ONLY_USE,
  PARTITIONS,
  TOKEN_LIST_STATES,
} from '../../shared/storage/keys.ts';

export interface Permission {
  readonly actions: readonly `dynamodb:${string}`[];
  /** Partitions that the actions are limited to (`dynamodb:LeadingKeys`). @default every partition of the indexes */
  readonly partitions?: readonly string[];
  /** Attributes that an update may name (`dynamodb:Attributes`). @default every attribute */
  readonly attributes?: readonly string[];
  /** Indexes that the actions are limited to. @default the table, without its indexes */
  readonly indexes?: readonly Index[];
  /** Whether the actions are never part of a transaction. Their statement is then not merged with others. @default false */
  readonly standalone?: true;
}

const {
  account,
  userId,
  token,
  subject,
  iamPrincipal,
  humanAdmins,
  federationUse,
  policy,
  sequences,
  tokenNotices,
  auditLog,
} = PARTITIONS;
/** The attributes that count accounts, in the totals and in the usage of a team. */
const ACCOUNT_COUNTERS = userCounters({ types: USER_TYPES, includeDeactivated: true });

const { session, spentToken, idempotency } = PARTITIONS;
const { membership, ownership, team, teamNames, datastore, datastoreNames, teamDatastores, totals } = PARTITIONS;
const { auditTarget, auditActor, ...listIndexes } = INDEXES;

const TABLE_GRANTS = {
  /** Reads accounts by id, which is in the path, in the token or in a pointer item. */
  readAccounts: [{ actions: ['dynamodb:GetItem'], partitions: [account] }],
  /** Reads accounts by id or by `user_id`. */
  readAccountsByUserId: [{ actions: ['dynamodb:GetItem'], partitions: [account, userId] }],
  /** Reads the account that an IAM principal is bound to. */
  readAccountsByIamPrincipal: [{ actions: ['dynamodb:GetItem'], partitions: [account, iamPrincipal] }],
  /** Reads several accounts by id: those that a query has found, or that reported tokens name. */
  readListedAccounts: [{ actions: ['dynamodb:BatchGetItem'], partitions: [account] }],
  queryUsers: [
    { actions: ['dynamodb:Query'], partitions: [LIST_PARTITIONS.users], indexes: Object.values(listIndexes) },
  ],
  queryUsersByCreation: [
    { actions: ['dynamodb:Query'], partitions: [LIST_PARTITIONS.users], indexes: [INDEXES.created] },
  ],
  /** Reads the session of a request together with its account. */
  readSessionsWithAccounts: [{ actions: ['dynamodb:BatchGetItem'], partitions: [account, session] }],
  readSessions: [{ actions: ['dynamodb:GetItem'], partitions: [session] }],
  /** Reads several sessions, which reported plaintexts name. */
  readReportedSessions: [{ actions: ['dynamodb:BatchGetItem'], partitions: [session] }],
  querySessions: [{ actions: ['dynamodb:Query'], partitions: [session] }],
  /** Creates sessions, and marks the OIDC tokens that are used up by that. */
  writeSessions: [{ actions: ['dynamodb:PutItem'], partitions: [session, spentToken] }],
  deleteSessions: [{ actions: ['dynamodb:DeleteItem'], partitions: [session] }],
  /** Remembers creations with an idempotency key. */
  readAndWriteIdempotencyRecords: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], partitions: [idempotency] }],
  writeAccounts: [{ actions: ['dynamodb:PutItem'], partitions: [account] }],
  /** Records the use of a token in its account. */
  updateTokenUse: [
    {
      actions: ['dynamodb:UpdateItem'],
      partitions: [account],
      attributes: ['pk', 'sk', 'version', 'tokens', 'last_login', 'by_time', ONLY_USE],
      standalone: true,
    },
  ],
  /** Records a signed request in the account that made it. */
  updateLastLogin: [
    {
      actions: ['dynamodb:UpdateItem'],
      partitions: [account],
      attributes: ['pk', 'sk', 'version', 'last_login', 'by_time', ONLY_USE],
      standalone: true,
    },
  ],

  /** Writes the guard items that make a `user_id` unique. */
  writeUserIds: [{ actions: ['dynamodb:PutItem'], partitions: [userId] }],
  /** Reads the account of an OIDC subject, or of an e-mail address that has no subject yet. */
  readSubjects: [{ actions: ['dynamodb:GetItem'], partitions: [userId, subject] }],
  /** Links an account to an OIDC subject. The subject of a previous issuer is deleted when the workspace changes its issuer. */
  writeAndDeleteSubjects: [{ actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], partitions: [subject] }],
  deleteSubjects: [{ actions: ['dynamodb:DeleteItem'], partitions: [subject] }],
  writeAndDeleteIamPrincipals: [{ actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], partitions: [iamPrincipal] }],
  readRoster: [{ actions: ['dynamodb:GetItem'], partitions: [humanAdmins] }],
  updateRoster: [
    { actions: ['dynamodb:UpdateItem'], partitions: [humanAdmins], attributes: ['pk', 'sk', 'schema', 'admins'] },
  ],

  /** Reads the id of the account that a token belongs to. */
  readTokenPointers: [{ actions: ['dynamodb:GetItem'], partitions: [token] }],
  writeTokenPointers: [{ actions: ['dynamodb:PutItem'], partitions: [token] }],
  deleteTokenPointers: [{ actions: ['dynamodb:DeleteItem'], partitions: [token] }],
  queryServiceTokens: [
    {
      actions: ['dynamodb:Query'],
      partitions: [LIST_PARTITIONS.serviceTokens],
      indexes: [INDEXES.created, INDEXES.time],
    },
  ],
  /** Reads and writes how far the notices about tokens have been published. */
  readAndWriteTokenNotices: [{ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], partitions: [tokenNotices] }],

  readTeams: [{ actions: ['dynamodb:GetItem'], partitions: [team] }],
  /** Reads the names of teams by their ids, for responses. */
  readTeamNames: [{ actions: ['dynamodb:BatchGetItem'], partitions: [team] }],
  /** Reads the ids of teams by their names, for requests. */
  readTeamIds: [{ actions: ['dynamodb:BatchGetItem'], partitions: [teamNames] }],
  queryTeams: [{ actions: ['dynamodb:Query'], partitions: [teamNames] }],
  /** Writes teams and the guard items of their names. */
  writeTeams: [{ actions: ['dynamodb:PutItem'], partitions: [team, teamNames] }],
  /** Updates the numbers of accounts in a team. */
  updateTeamAccounts: [
    {
      actions: ['dynamodb:UpdateItem'],
      partitions: [team],
      attributes: ['pk', 'sk', 'schema', 'accounts', ...ACCOUNT_COUNTERS],
    },
  ],
  /** Updates the number of datastores in a team. */
  updateTeamDatastores: [
    { actions: ['dynamodb:UpdateItem'], partitions: [team], attributes: ['pk', 'sk', 'schema', 'datastores'] },
  ],
  deleteTeams: [{ actions: ['dynamodb:DeleteItem'], partitions: [team] }],
  deleteTeamNames: [{ actions: ['dynamodb:DeleteItem'], partitions: [teamNames] }],
  writeMemberships: [{ actions: ['dynamodb:PutItem'], partitions: [membership] }],
  deleteMemberships: [{ actions: ['dynamodb:DeleteItem'], partitions: [membership] }],
  /** Writes the entries of Service Users in the lists of their owners. */
  writeOwnerships: [{ actions: ['dynamodb:PutItem'], partitions: [ownership] }],
  deleteOwnerships: [{ actions: ['dynamodb:DeleteItem'], partitions: [ownership] }],
  /** Reads the accounts of owners by their `user_id`. */
  readOwners: [{ actions: ['dynamodb:BatchGetItem'], partitions: [userId, account] }],

  readDatastores: [{ actions: ['dynamodb:GetItem'], partitions: [datastore] }],
  /** Reads the datastores that a query has found. */
  readListedDatastores: [{ actions: ['dynamodb:BatchGetItem'], partitions: [datastore] }],
  queryDatastores: [{ actions: ['dynamodb:Query'], partitions: [datastoreNames, teamDatastores] }],
  /** Writes datastores, their entries in lists, and the guard items of their names. */
  writeDatastores: [{ actions: ['dynamodb:PutItem'], partitions: [datastore, datastoreNames, teamDatastores] }],
  deleteDatastores: [{ actions: ['dynamodb:DeleteItem'], partitions: [datastore] }],
  /** Deletes the entries of datastores in lists. */
  deleteDatastoreEntries: [{ actions: ['dynamodb:DeleteItem'], partitions: [datastoreNames, teamDatastores] }],

  /** Reads the totals of the lists of accounts and service tokens. */
  readTotals: [{ actions: ['dynamodb:BatchGetItem'], partitions: [totals] }],
  updateTotals: [
    {
      actions: ['dynamodb:UpdateItem'],
      partitions: [totals],
      attributes: ['pk', 'sk', 'schema', ...ACCOUNT_COUNTERS, ...TOKEN_LIST_STATES.map(tokenCounter)],
    },
  ],

  /** Reads the last uses of federation policies. */
  /** Records when a policy was used. */
  updateFederationUses: [{ actions: ['dynamodb:UpdateItem'], partitions: [federationUse], standalone: true }],
  readFederationUses: [{ actions: ['dynamodb:GetItem'], partitions: [federationUse] }],
  /** Reads the uses of the policies of several accounts. */
  readListedFederationUses: [{ actions: ['dynamodb:BatchGetItem'], partitions: [federationUse] }],

  readPolicy: [{ actions: ['dynamodb:GetItem'], partitions: [policy] }],
  writePolicy: [{ actions: ['dynamodb:PutItem'], partitions: [policy] }],
  /** Allocates ids. */
  updateSequences: [{ actions: ['dynamodb:UpdateItem'], partitions: [sequences], standalone: true }],
  queryAuditLog: [
    { actions: ['dynamodb:Query'], partitions: [auditLog] },
    { actions: ['dynamodb:Query'], indexes: [auditTarget, auditActor] },
  ],
  writeAuditEntries: [{ actions: ['dynamodb:PutItem'], partitions: [auditLog] }],
} as const satisfies Record<string, readonly Permission[]>;

export type TableGrant = keyof typeof TABLE_GRANTS;

/**
 * The permissions of a role with these grants: one for each action on the table or on the same indexes, with the union of the
 * partitions and attributes. AWS does not document whether IAM evaluates `dynamodb:LeadingKeys` for each item of a transaction
 * or for all items with the same action together. With one statement for each action, both evaluations allow the transaction.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 */
export function permissionsOf(grants: readonly TableGrant[]): Permission[] {
  const merged = new Map<string, Permission>();
  for (const { actions, ...permission } of new Set(
    grants.flatMap((grant): readonly Permission[] => TABLE_GRANTS[grant]),
  )) {
    for (const action of actions) {
      const indexes = permission.indexes?.map(({ name }) => name);
      const key = JSON.stringify([action, indexes, permission.standalone && permission]);
      const before = merged.get(key);
      merged.set(key, before ? union(before, permission) : { ...permission, actions: [action] });
    }
  }
  return [...merged.values()];
}

/** The first permission with the partitions and attributes of both. Without a list, one of them is unlimited, and so is the union. */
function union(first: Permission, second: Omit<Permission, 'actions'>): Permission {
  const { partitions, attributes, ...rest } = first;
  const both = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined) => a && b && [...new Set([...a, ...b])];
  const unions = {
    partitions: both(partitions, second.partitions),
    attributes: both(attributes, second.attributes),
  };
  return {
    ...rest,
    ...(unions.partitions && { partitions: unions.partitions }),
    ...(unions.attributes && { attributes: unions.attributes }),
  };
}

/** Authenticates a token or a session. */
export const BEARER_AUTHENTICATION: readonly TableGrant[] = [
  'readAccounts',
  'readSessionsWithAccounts',
  'updateTokenUse',
];

/** Authenticates the IAM principal that signed a request. */
export const SIGNED_AUTHENTICATION: readonly TableGrant[] = ['readAccountsByIamPrincipal', 'updateLastLogin'];
