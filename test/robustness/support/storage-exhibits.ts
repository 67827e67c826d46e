// The part of the museum with mistakes about storage: what a lost answer means, and what a replica that lags may answer.
import type { Exhibit } from './exhibits.ts';

const TRANSACTION = 'shared/storage/dynamodb/transaction.ts';
const SETTLE = 'shared/services/commit-with-retry.ts';

export const STORAGE_EXHIBITS: readonly Exhibit[] = [
  {
    title: 'what is known of a token is kept for its next request',
    faults: [
      {
        file: 'functions/authorizer/authenticate-credential.ts',
        right: 'authenticate: () => authenticate(shown, visit),',
        wrong:
          'authenticate: async () => { const principal = kept.get(shown) ?? (await authenticate(shown, visit)); if (principal) kept.set(shown, principal); return principal; },',
      },
      {
        file: 'functions/authorizer/authenticate-credential.ts',
        right: 'async function authenticate(',
        wrong: 'const kept = new Map<string, Principal>(); async function authenticate(',
      },
    ],
    caughtBy: { suite: 'stale reads', revocation: 'its token is revoked' },
  },
  {
    title: 'who holds a token is read from a replica that lags',
    faults: [
      {
        file: 'shared/storage/accounts/credentials.ts',
        right: 'const item = await getItem(client, TableName, accountKey(account_id));',
        wrong:
          'const { Item: item } = await client.send(new GetCommand({ TableName, Key: { ...accountKey(account_id) } }));',
      },
      {
        file: 'shared/storage/accounts/credentials.ts',
        right: 'import { type DynamoDBDocumentClient, UpdateCommand }',
        wrong: 'import { type DynamoDBDocumentClient, GetCommand, UpdateCommand }',
      },
    ],
    caughtBy: { suite: 'stale reads', revocation: 'its account is demoted' },
  },
  {
    title: 'the datastores of a list are read from a replica that lags',
    faults: [
      { file: 'shared/storage/dynamodb/batch-get.ts', right: 'ConsistentRead: true', wrong: 'ConsistentRead: false' },
    ],
    caughtBy: { suite: 'stale reads', revocation: 'the datastore leaves the team' },
  },
  {
    title: 'the policy is read from a replica that lags',
    faults: [
      {
        file: 'shared/storage/workspace/policies.ts',
        right: 'const item = await getItem(client, TableName, policyKey);',
        wrong: 'const { Item: item } = await client.send(new GetCommand({ TableName, Key: { ...policyKey } }));',
      },
      {
        file: 'shared/storage/workspace/policies.ts',
        right: "import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';",
        wrong: "import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';",
      },
    ],
    caughtBy: { suite: 'stale reads', revocation: 'the policy allows tokens with an end only' },
  },
  {
    title: 'a change whose answer was lost is told to have changed nothing',
    faults: [
      { file: 'shared/storage/dynamodb/failures.ts', right: "'outcome_unknown'", wrong: "'storage_unavailable'" },
    ],
    caughtBy: { suite: 'faults', operation: 'teams/create-team', faultScenario: 'answer lost, always' },
  },
  {
    title: 'a change whose answer was lost is made again, as another one',
    faults: [{ file: TRANSACTION, right: 'throw outcomeUnknown(error);', wrong: 'return CONTENDED;' }],
    caughtBy: { suite: 'faults', operation: 'teams/create-team', faultScenario: 'answer lost, always' },
  },
  {
    title: 'what came of a change is told by its last attempt alone',
    faults: [{ file: TRANSACTION, right: 'failures.every(isRefusal)', wrong: 'isRefusal(failures.at(-1))' }],
    caughtBy: { suite: 'faults', operation: 'teams/create-team', faultScenario: 'answer lost, then throttled' },
  },
  {
    title: 'a change that another one met is refused, and not made again',
    faults: [{ file: TRANSACTION, right: "  'TransactionConflict',\n", wrong: '' }],
    caughtBy: { suite: 'faults', operation: 'teams/create-team', faultScenario: 'cancelled by a conflict, once' },
  },
  {
    title: 'a change is made before what is answered of it can be read',
    faults: [
      {
        file: SETTLE,
        right: 'if (result.committed) return answer;',
        wrong: 'if (result.committed) return present(change.after);',
      },
      { file: SETTLE, right: 'awaitAll([present(change.after), ', wrong: 'awaitAll([undefined, ' },
    ],
    caughtBy: { suite: 'faults', operation: 'datastores/create-datastore', faultScenario: 'unreachable, always' },
  },
  {
    title: 'half of the leaked tokens are burnt, and the report is told to have changed nothing',
    faults: [{ file: 'shared/services/leaked-tokens.ts', right: '.catch(halfway)', wrong: '' }],
    caughtBy: { suite: 'faults', operation: 'leaked-tokens/report-leaked-tokens', faultScenario: 'unreachable, always' },
  },
  {
    title: 'a rotation whose answer was lost locks its holder out',
    faults: [
      {
        file: 'shared/services/tokens.ts',
        right: "(isOwn && token_generation) || 'newer'",
        wrong: "isOwn && token_generation ? ('newer' as const) : 'newer'",
      },
    ],
    caughtBy: { suite: 'faults', operation: 'user-tokens/rotate-token', faultScenario: 'answer lost, always' },
  },
];
