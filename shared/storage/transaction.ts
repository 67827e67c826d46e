// A transaction whose every write says what it means when it is refused.
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { always, type Condition } from './conditions.ts';
import { outcomeUnknown } from './failures.ts';
import type { Key } from './keys.ts';

type Stored = Record<string, unknown> | undefined;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write, and what it means when its condition fails; `stored` is the item that made it fail, if there is one. */
export interface Write<Refused> {
  readonly item: (TableName: string) => TransactItem;
  readonly refused: (stored: Stored) => Refused;
}

export function put<Refused>(
  Item: Record<string, unknown>,
  condition: Condition,
  refused: Write<Refused>['refused'],
): Write<Refused> {
  return { item: (TableName) => ({ Put: { TableName, Item, ...condition, ...RETURN_STORED } }), refused };
}

/** @param values - Values of the update expression, by the names it uses. */
export function update<Refused>(
  Key: Key,
  UpdateExpression: string,
  values: Readonly<Record<string, unknown>>,
  condition: Condition,
  refused: Write<Refused>['refused'],
): Write<Refused> {
  const ExpressionAttributeValues = { ...condition.ExpressionAttributeValues, ...values };
  const item = { Key: { ...Key }, UpdateExpression, ...condition, ExpressionAttributeValues, ...RETURN_STORED };
  return { item: (TableName) => ({ Update: { TableName, ...item } }), refused };
}

/** Deletes what may be there. */
export function remove(Key: Key): Write<never> {
  return {
    item: (TableName) => ({ Delete: { TableName, Key: { ...Key }, ...always } }),
    refused: () => {
      throw new Error('A write without a condition was refused');
    },
  };
}

const RETURN_STORED = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** Nothing was written because another transaction was writing one of the items, or DynamoDB was out of capacity. */
export const CONTENDED = Symbol('contended');

const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/**
 * Writes all or nothing. The SDK repeats a lost request with the same ClientRequestToken, so it is applied once.
 *
 * @returns undefined when it is written; else, with nothing written, what the first refused write means, or CONTENDED.
 * @throws Refusal `outcome_unknown` when no answer came back.
 */
export async function transact<Refused>(
  client: DynamoDBDocumentClient,
  TableName: string,
  writes: readonly Write<Refused>[],
): Promise<Refused | typeof CONTENDED | undefined> {
  try {
    await client.send(new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item(TableName)) }));
    return undefined;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw outcomeUnknown(error);
    const reasons = error.CancellationReasons ?? [];
    const failed = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
    const write = writes[failed];
    if (write !== undefined) {
      const stored = reasons[failed]?.Item;
      return write.refused(stored && unmarshall(stored));
    }
    if (reasons.some(({ Code = '' }) => PASSING.has(Code))) return CONTENDED;
    throw error;
  }
}
