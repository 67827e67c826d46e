// A separate table, created from the synthesized template, with the repositories that the functions use.
import { randomBytes } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ensureTable } from '../../infra/local/table.ts';
import type { Assembly } from '../../infra/local/template/assembly.ts';
import { REGION, resolveStack } from '../../infra/local/template/stack.ts';
import { effects } from '../../shared/runtime/effects.ts';
import type { BearerPorts } from '../../shared/services/bearer-authentication.ts';
import type { FederationPolicyPorts, Ports } from '../../shared/services/ports/ports.ts';
import type { Caller } from '../../shared/services/ports/request-context.ts';
import type { TokenNoticePorts } from '../../shared/services/token-notices.ts';
import { dynamoAccounts } from '../../shared/storage/accounts/accounts.ts';
import { dynamoCredentials } from '../../shared/storage/accounts/credentials.ts';
import { dynamoDirectory } from '../../shared/storage/accounts/directory.ts';
import { dynamoFederationUses } from '../../shared/storage/accounts/federation-uses.ts';
import { dynamoAuditLog } from '../../shared/storage/audit-log/audit-log.ts';
import { dynamoDatastores } from '../../shared/storage/datastores/datastores.ts';
import { documentClient } from '../../shared/storage/dynamodb/document-client.ts';
import { dynamoIdempotencyRecords } from '../../shared/storage/idempotency/idempotency-records.ts';
import { dynamoSessionLookup } from '../../shared/storage/sessions/session-lookup.ts';
import { dynamoSessions } from '../../shared/storage/sessions/sessions.ts';
import { dynamoTeamNames } from '../../shared/storage/teams/team-names.ts';
import { dynamoTeams } from '../../shared/storage/teams/teams.ts';
import { dynamoIds } from '../../shared/storage/workspace/ids.ts';
import { dynamoPolicies } from '../../shared/storage/workspace/policies.ts';
import { dynamoTokenNotices } from '../../shared/storage/workspace/token-notices.ts';

export interface Table {
  /** The client that the functions use. */
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly ports: Ports & FederationPolicyPorts & BearerPorts & Pick<TokenNoticePorts, 'notices'>;
}

/** An Admin in an interactive session, without a deadline. */
export const CALLER: Caller = {
  principal: {
    id: 1,
    user_id: 'admin@example.com',
    user_type: 'Human',
    role: 'Admin',
    team_ids: [1],
    authenticated_by: 'oidc',
    token_generation: null,
    token_id: null,
    session_id: null,
    session_epoch: null,
    federation: null,
    credential_id: null,
    scopes: null,
    narrowed: false,
  },
  actor: { user_id: 'admin@example.com', user_type: 'Human', authenticated_by: 'oidc' },
  request_id: 'request',
  source_ip: '127.0.0.1',
  deadline: Number.POSITIVE_INFINITY,
};

export interface TableOptions {
  /** @default the name in the template */
  readonly name?: string;
  /** The database, identified by its access key id. @default a new one */
  readonly accessKeyId?: string;
}

/** @param endpoint - URL of DynamoDB Local. */
export async function openTable(assembly: Assembly, endpoint: string, options: TableOptions = {}): Promise<Table> {
  const { accessKeyId = `test${randomBytes(8).toString('hex')}` } = options;
  const database = { endpoint, accessKeyId, secretAccessKey: 'x' };
  const [table] = resolveStack(assembly).of('AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('the stack has no table');
  const { name: tableName = table.physicalId } = options;
  await ensureTable(database, { ...table, physicalId: tableName });
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: database.accessKeyId,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: REGION,
    AWS_SECRET_ACCESS_KEY: database.secretAccessKey,
  });
  const client = documentClient();
  return {
    client,
    tableName,
    ports: {
      ...effects,
      accounts: dynamoAccounts(client, tableName),
      credentials: dynamoCredentials(client, tableName),
      federationUses: dynamoFederationUses(client, tableName),
      ids: dynamoIds(client, tableName),
      teams: dynamoTeams(client, tableName),
      teamNames: dynamoTeamNames(client, tableName),
      datastores: dynamoDatastores(client, tableName),
      policies: dynamoPolicies(client, tableName),
      directory: dynamoDirectory(client, tableName),
      sessions: dynamoSessions(client, tableName),
      sessionLookup: dynamoSessionLookup(client, tableName),
      auditLog: dynamoAuditLog(client, tableName),
      idempotency: dynamoIdempotencyRecords(client, tableName),
      notices: dynamoTokenNotices(client, tableName),
      tokenPrefix: '',
    },
  };
}
