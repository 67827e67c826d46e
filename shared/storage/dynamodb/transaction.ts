// A transaction whose every write says what it means when it is onRejected.
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
import * as errors from '../../domain/errors.ts';
import { DomainError } from '../../domain/errors.ts';
import type { CommitResult } from '../../services/ports/repositories.ts';
import type { Condition } from '../conditions.ts';
import type { Key } from '../keys.ts';
import { type Item, migrateItem, SCHEMA_VERSION, withSchemaVersion } from './schema-version.ts';

type Stored = Item | undefined;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A write, and what it means when its condition fails; `stored` is the item that made it fail, if there is one. */
export interface Write<Refused> {
  readonly item: (TableName: string) => TransactItem;
  readonly onRejected: (stored: Stored) => Refused;
}

/** Puts the item, with the number of its layout. */
export function put<Refused>(
  item: Item,
  condition: Condition,
  onRejected: Write<Refused>['onRejected'],
): Write<Refused> {
  const Item = { ...item, schema: SCHEMA_VERSION };
  return { item: (TableName) => ({ Put: { TableName, Item, ...condition, ...RETURN_STORED } }), onRejected };
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
  onRejected: Write<Refused>['onRejected'],
): Write<Refused> {
  const item = {
    Key: { ...Key },
    UpdateExpression: `${withSchemaVersion.expression} ${change}`,
    ExpressionAttributeNames: withSchemaVersion.names,
    ...condition,
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ...withSchemaVersion.values, ...values },
    ...RETURN_STORED,
  };
  return { item: (TableName) => ({ Update: { TableName, ...item } }), onRejected };
}

export function remove<Refused>(
  Key: Key,
  condition: Condition,
  onRejected: Write<Refused>['onRejected'],
): Write<Refused> {
  return {
    item: (TableName) => ({ Delete: { TableName, Key: { ...Key }, ...condition, ...RETURN_STORED } }),
    onRejected,
  };
}

const RETURN_STORED = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** The most that DynamoDB writes in one transaction. */
const MAX_WRITES = 100;

/** Nothing was written because another transaction was writing one of the items, or DynamoDB was out of capacity. */
const CONTENDED = Symbol('contended');

/** Reasons of a cancellation, and errors, that pass with time. */
const TRANSIENT_ERROR_CODES = new Set([
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
 * @returns undefined when it is written; else, with nothing written, what the first onRejected write means, or CONTENDED.
 * @throws DomainError `outcome_unknown` when no answer came back; `change_too_large` for more than one transaction takes. Any
 * other error means that DynamoDB onRejected it, with nothing written.
 */
async function transact<Refused>(
  client: DynamoDBDocumentClient,
  TableName: string,
  writes: readonly Write<Refused>[],
): Promise<Refused | typeof CONTENDED | undefined> {
  if (writes.length > MAX_WRITES) {
    throw errors.changeTooLarge();
  }
  const command = new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item(TableName)) });
  const failures = recordFailures(command);
  try {
    await client.send(command);
    return undefined;
  } catch (error) {
    if (!failures.every(isRejection)) throw errors.outcomeUnknown(error);
    if (TRANSIENT_ERROR_CODES.has((error as Error).name)) return CONTENDED;
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const failed = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
    const write = writes[failed];
    if (write !== undefined) {
      const stored = reasons[failed]?.Item;
      return write.onRejected(stored && migrateItem(unmarshall(stored)));
    }
    if (reasons.some(({ Code = '' }) => TRANSIENT_ERROR_CODES.has(Code))) return CONTENDED;
    throw error;
  }
}

/** How the attempts of the command fail, as they do: what is thrown in the end is the last failure alone. */
function recordFailures({ middlewareStack }: TransactWriteCommand): readonly unknown[] {
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

/** Whether DynamoDB itself has onRejected: then nothing is written. An attempt before may be in progress still. */
function isRejection(failure: unknown): boolean {
  return (
    failure instanceof DynamoDBServiceException &&
    failure.$fault === 'client' &&
    !(failure instanceof TransactionInProgressException)
  );
}

/**
 * Writes all or nothing, and answers as a repository does.
 *
 * @throws DomainError that a write means; `outcome_unknown`, `change_too_large`.
 */
export async function commit<T>(
  client: DynamoDBDocumentClient,
  TableName: string,
  before: T | undefined,
  writes: readonly Write<DomainError | CommitResult<T>>[],
): Promise<CommitResult<T>> {
  const onRejected = await transact(client, TableName, writes);
  if (onRejected === undefined) return { committed: true };
  if (onRejected === CONTENDED) return { committed: false, current: before };
  if (onRejected instanceof DomainError) throw onRejected;
  return onRejected;
}
