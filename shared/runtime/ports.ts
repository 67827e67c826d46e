// Wires the use cases to the table that the stack names. Evaluated once, at the cold start of a function.
import type { Ports } from '../services/ports.ts';
import { dynamoAccounts } from '../storage/accounts.ts';
import { documentClient } from '../storage/document-client.ts';
import { dynamoIds } from '../storage/ids.ts';
import { dynamoAuditLog, dynamoDirectory } from '../storage/sources.ts';
import { readConfig } from './config.ts';
import { effects } from './effects.ts';

const { TABLE_NAME, TOKEN_PREFIX } = readConfig(process.env);
const client = documentClient();

export const ports: Ports = {
  ...effects,
  accounts: dynamoAccounts(client, TABLE_NAME),
  ids: dynamoIds(client, TABLE_NAME),
  directory: dynamoDirectory(client, TABLE_NAME),
  auditLog: dynamoAuditLog(client, TABLE_NAME),
  tokenPrefix: TOKEN_PREFIX,
};
