// Reads a session with its account. Both decide whether the session is valid, so both reads are strongly consistent.
// BatchGetItem reads them in one round trip for two units. TransactGetItems would take a snapshot of both for four, which is
// not needed: each change that ends the session is a write of one of the two items, and a read that starts later sees it.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SessionLookup } from '../../services/ports/queries.ts';
import { parseSessionAccount } from '../accounts/credential-item.ts';
import { batchGet } from '../dynamodb/batch-get.ts';
import { accountKey, sessionKey } from '../keys.ts';
import { parseSessionItem } from './session-item.ts';

export function dynamoSessionLookup(client: DynamoDBDocumentClient, TableName: string): SessionLookup {
  return {
    async find({ account_id, session_id }) {
      const keys = [accountKey(account_id), sessionKey(account_id, session_id)] as const;
      const items = await batchGet(client, TableName, keys);
      const [account, session] = keys.map(({ pk }) => items.find((item) => item.pk === pk));
      return account && session && { account: parseSessionAccount(account), session: parseSessionItem(session) };
    },
  };
}
