// Commits a change in one transaction. Each write carries its condition, and says what the failure of that condition
// means.
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
import { always, type Condition } from '../conditions.ts';
import type { Key } from '../keys.ts';
import { type Item, migrateItem, SCHEMA_VERSION, withSchemaVersion } from './schema-version.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction. */
export interface Write<Rejection> {
  readonly item: (TableName: string) => TransactItem;
  readonly onRejected: Guard<Rejection>['onRejected'];
}

/** The condition of a write, and what its failure means. */
export interface Guard<Rejection> {
  readonly condition: Condition;
  /** @param stored - The item that does not meet the condition; undefined when no item is stored under the key. */
  readonly onRejected: (stored: Item | undefined) => Rejection;
}

/** What the rejection of a write means: an error for the client, or that the resource was modified concurrently. */
export type WriteRejection<T> = DomainError | CommitResult<T>;

/** The resource was modified concurrently: the caller decides the change again, from its current state. */
export function modifiedConcurrently<T>(current: T | undefined): CommitResult<T> {
  return { committed: false, current };
}

const UNCONDITIONAL: Guard<never> = {
  condition: always,
  onRejected() {
    throw new Error('DynamoDB rejected a write that has no condition');
  },
};

/** Puts the item, with its schema version. @param guard - By default the write is unconditional. */
export function put<Rejection = never>(item: Item, guard: Guard<Rejection> = UNCONDITIONAL): Write<Rejection> {
  const Item = { ...item, schema: SCHEMA_VERSION };
  return {
    item: (TableName) => ({ Put: { TableName, Item, ...guard.condition, ...RETURN_STORED } }),
    onRejected: guard.onRejected,
  };
}

/** A clause of an update expression, with the values that it uses. */
export interface Update {
  readonly expression: `${'ADD' | 'DELETE'} ${string}`;
  readonly values: Readonly<Record<`:${string}`, unknown>>;
}

/** Adds values to the item or deletes them from it. @param guard - By default the write is unconditional. */
export function update<Rejection = never>(
  key: Key,
  change: Update,
  guard: Guard<Rejection> = UNCONDITIONAL,
): Write<Rejection> {
  const { condition, onRejected } = guard;
  const item = {
    Key: { ...key },
    UpdateExpression: `${withSchemaVersion.expression} ${change.expression}`,
    ...condition,
    ExpressionAttributeNames: { ...condition.ExpressionAttributeNames, ...withSchemaVersion.names },
    ExpressionAttributeValues: {
      ...condition.ExpressionAttributeValues,
      ...withSchemaVersion.values,
      ...change.values,
    },
    ...RETURN_STORED,
  };
  return { item: (TableName) => ({ Update: { TableName, ...item } }), onRejected };
}

/** Deletes the item. @param guard - By default the write is unconditional. */
export function remove<Rejection = never>({ pk, sk }: Key, guard: Guard<Rejection> = UNCONDITIONAL): Write<Rejection> {
  return {
    item: (TableName) => ({ Delete: { TableName, Key: { pk, sk }, ...guard.condition, ...RETURN_STORED } }),
    onRejected: guard.onRejected,
  };
}

const RETURN_STORED = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/**
 * The maximum number of writes in one transaction.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
const MAX_WRITES = 100;

/** Nothing was written, because another transaction was writing one of the items or DynamoDB throttled the call. */
const CONTENDED = Symbol('contended');

/** Cancellation reasons, and names of errors, after which the same call may succeed. */
const TRANSIENT_ERROR_CODES = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

export interface Commit<T> {
  readonly client: DynamoDBDocumentClient;
  readonly TableName: string;
  /** The state that the change was decided on; undefined when the change creates the resource. */
  readonly before: T | undefined;
  /** Returns the writes of the change. @param version - The version of the new state. */
  readonly writes: (version: number) => readonly Write<WriteRejection<T>>[];
}

/**
 * Commits a change of a resource, as `Repository.commit` specifies.
 *
 * @throws DomainError that one of the writes returns for its rejection; `outcome_unknown`, `change_too_large`.
 */
export async function commit<T extends { readonly version: number }>(change: Commit<T>): Promise<CommitResult<T>> {
  const { before, writes, ...table } = change;
  return commitWrites({ ...table, before, writes: writes((before?.version ?? 0) + 1) });
}

/**
 * Commits the writes of a change of a resource that has no version, because it is created and deleted but never updated.
 *
 * @throws DomainError as `commit`.
 */
export async function commitWrites<T>({
  client,
  TableName,
  before,
  writes,
}: Pick<Commit<T>, 'client' | 'TableName' | 'before'> & {
  readonly writes: readonly Write<WriteRejection<T>>[];
}): Promise<CommitResult<T>> {
  const rejection = await transact(client, TableName, writes);
  if (rejection === undefined) return { committed: true };
  if (rejection === CONTENDED) return modifiedConcurrently(before);
  if (rejection instanceof DomainError) throw rejection;
  return rejection;
}

/**
 * Writes all items or none. The SDK retries a lost request with the same ClientRequestToken, so it is applied once.
 *
 * @returns undefined when everything was written; otherwise what the first rejected write means, or CONTENDED.
 * @throws DomainError `outcome_unknown` when DynamoDB did not respond; `change_too_large` for more writes than a
 * transaction can hold. After any other error, nothing was written.
 */
async function transact<Rejection>(
  client: DynamoDBDocumentClient,
  TableName: string,
  writes: readonly Write<Rejection>[],
): Promise<Rejection | typeof CONTENDED | undefined> {
  if (writes.length > MAX_WRITES) throw errors.changeTooLarge();
  const command = new TransactWriteCommand({ TransactItems: writes.map(({ item }) => item(TableName)) });
  const failures = recordFailures(command);
  try {
    await client.send(command);
    return undefined;
  } catch (error) {
    if (!failures.every(isRejection)) throw errors.outcomeUnknown(error);
    return rejectionOf(error, writes);
  }
}

/** Decodes an error that means that nothing was written. @throws the error itself when it has no known meaning. */
function rejectionOf<Rejection>(error: unknown, writes: readonly Write<Rejection>[]): Rejection | typeof CONTENDED {
  if (error instanceof Error && TRANSIENT_ERROR_CODES.has(error.name)) return CONTENDED;
  if (!(error instanceof TransactionCanceledException)) throw error;
  const reasons = error.CancellationReasons ?? [];
  const index = reasons.findIndex(({ Code }) => Code === 'ConditionalCheckFailed');
  const rejected = writes[index];
  if (rejected !== undefined) {
    const stored = reasons[index]?.Item;
    return rejected.onRejected(stored && migrateItem(unmarshall(stored)));
  }
  if (reasons.some(({ Code = '' }) => TRANSIENT_ERROR_CODES.has(Code))) return CONTENDED;
  throw error;
}

/** Records the failure of every attempt of the command: the error that the SDK throws shows only the last one. */
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

/** Whether DynamoDB itself rejected the attempt, with nothing written. An earlier attempt may still be in progress. */
function isRejection(failure: unknown): boolean {
  return (
    failure instanceof DynamoDBServiceException &&
    failure.$fault === 'client' &&
    !(failure instanceof TransactionInProgressException)
  );
}
