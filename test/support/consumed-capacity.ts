// The round trips to DynamoDB and the capacity that it reports.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Consumption {
  readonly roundTrips: number;
  /** Capacity units of reads and writes. */
  readonly units: number;
  /** Entries that queries read, also those that a filter skips or that are only counted. */
  readonly entries: number;
}

/** Measures one function at a time, because concurrent calls of the same client are counted too. */
export async function consumptionOf(client: DynamoDBDocumentClient, act: () => Promise<unknown>): Promise<Consumption> {
  let roundTrips = 0;
  let units = 0;
  let entries = 0;
  await observeCalls(client, act, {
    onCall: () => {
      roundTrips += 1;
    },
    onConsumed: (_input, consumed, { ScannedCount = 0 }) => {
      units += consumed;
      entries += ScannedCount;
    },
  });
  return { roundTrips, units, entries };
}

export interface CallObserver {
  /** Called before each call. */
  onCall(): void;
  /** Called after each successful call, with its input, the capacity units that it consumed, and its output. */
  onConsumed(input: object, units: number, output: { readonly ScannedCount?: number }): void;
}

/** Runs `act`, and reports the calls of the client meanwhile. */
export async function observeCalls(
  client: DynamoDBDocumentClient,
  act: () => Promise<unknown>,
  { onCall, onConsumed }: CallObserver,
): Promise<void> {
  client.middlewareStack.add(
    (next) => async (args) => {
      onCall();
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: unknown };
      const consumed = [ConsumedCapacity].flat() as { CapacityUnits: number }[];
      onConsumed(
        args.input,
        consumed.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0),
        result.output as { ScannedCount?: number },
      );
      return result;
    },
    { step: 'initialize', name: 'consumed-capacity' },
  );
  try {
    await act();
  } finally {
    client.middlewareStack.remove('consumed-capacity');
  }
}
