// A transaction whose every write says what it means when it is refused.
import {
  DynamoDBServiceException,
  TransactionCanceledException,
  TransactionInProgressException,
} from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { Refusal } from '../domain/errors.ts';
import type { CommitResult } from '../services/ports.ts';
import type { Condition } from './conditions.ts';
import { outcomeUnknown } from './failures.ts';
import type { Key } from './keys.ts';
import { type Item, numbered, SCHEMA, upToDate } from './schema.ts';

type Stored = Item | undefined;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write, and what it means when its condition fails; `stored` is the item that made it fail, if there is one. */
export interface Write<Refused> {
  readonly item: (TableName: string) => TransactItem;
  readonly refused: (stored: Stored) => Refused;
}

/** Puts the item, with the number of its layout. */
export function put<Refused>(item: Item, condition: Condition, refused: Write<Refused>['refused']): Write<Refused> {
  const Item = { ...item, schema: SCHEMA };
  return { item: (TableName) => ({ Put: { TableName, Item, ...condition, ...RETURN_STORED } }), refused };
}

/**
 * Adds to the item, or takes from it.
 *
 * @param change - `ADD` or `DELETE`.
 * @param values - Values of the change, by the names it uses.
 */
export function update<Refused>(
  Key: Key,
  change: string,
  values: Readonly<Record<string, unknown>>,
  condition: Condition,
  refused: Write<Refused>['refused'],
): Write<Refused> {
  const item = {
    Key: { ...Key },
    UpdateExpression: `${numbered.expression} ${change}`,
    ExpressionAttributeNames: numbered.names,
    ...condition,
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...numbered.values, ...values },
    ...RETURN_STORED,
  };
  return { item: (TableName) => ({ Update: { TableName, ...item } }), refused };
}

export function remove<Refused>(Key: Key, condition: Condition, refused: Write<Refused>['refused']): Write<Refused> {
  return { item: (TableName) => ({ Delete: { TableName, Key: { ...Key }, ...condition, ...RETURN_STORED } }), refused };
}

const RETURN_STORED = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** The most that DynamoDB writes in one transaction. */
const MAX_WRITES = 100;

/** Nothing was written because another transaction was writing one of the items, or DynamoDB was out of capacity. */
const CONTENDED = Symbol('contended');

/** Reasons of a cancellation, and errors, that pass with time. */
const PASSING = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/**
 * Writes all or nothing. The SDK repeats a lost request with the same ClientRequestToken, so it is applied once.
 *
 * @returns undefined when it is written; else, with nothing written, what the first refused write means, or CONTENDED.
 * @throws Refusal `outcome_unknown` when no answer came back; `change_too_large` for more than one transaction takes. Any
 * other error means that DynamoDB refused it, with nothing written.
 */
async function transact<Refused>(
  client: DynamoDBDocumentClient,
  TableName: string,
  writes: readonly Write<Refused>[],
): Promise<Refused | typeof CONTENDED | undefined> {
  if (writes.length > MAX_WRITES) {
    throw Refusal.rule(
      'change_too_large',
      'This changes too much at once: change teams and the rest one after the other.',
    );
  }
  const command = new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item(TableName)) });
  const failures = failuresOf(command);
  try {
    await client.send(command);
    return undefined;
  } catch (error) {
    if (!failures.every(isRefusal)) throw outcomeUnknown(error);
    if (PASSING.has((error as Error).name)) return CONTENDED;
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const failed = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
    const write = writes[failed];
    if (write !== undefined) {
      const stored = reasons[failed]?.Item;
      return write.refused(stored && upToDate(unmarshall(stored)));
    }
    if (reasons.some(({ Code = '' }) => PASSING.has(Code))) return CONTENDED;
    throw error;
  }
}

/** How the attempts of the command fail, as they do: what is thrown in the end is the last failure alone. */
function failuresOf({ middlewareStack }: TransactWriteCommand): readonly unknown[] {
  const failures: unknown[] = [];
  middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (failure) {
        failures.push(failure);
        throw failure;
      }
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  return failures;
}

/** Whether DynamoDB itself has refused: then nothing is written. An attempt before may be in progress still. */
function isRefusal(failure: unknown): boolean {
  return (
    failure instanceof DynamoDBServiceException &&
    failure.$fault === 'client' &&
    !(failure instanceof TransactionInProgressException)
  );
}

/**
 * Writes all or nothing, and answers as a repository does.
 *
 * @throws Refusal that a write means; `outcome_unknown`, `change_too_large`.
 */
export async function commit<T>(
  client: DynamoDBDocumentClient,
  TableName: string,
  before: T | undefined,
  writes: readonly Write<Refusal | CommitResult<T>>[],
): Promise<CommitResult<T>> {
  const refused = await transact(client, TableName, writes);
  if (refused === undefined) return { committed: true };
  if (refused === CONTENDED) return { committed: false, current: before };
  if (refused instanceof Refusal) throw refused;
  return refused;
}
