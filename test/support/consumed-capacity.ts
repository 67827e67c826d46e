// What something asks of DynamoDB, as DynamoDB counts it.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface Consumption {
  readonly roundTrips: number;
  /** Capacity units, of reads and writes. */
  readonly units: number;
}

/** Of one act at a time: what runs beside it on the same client is counted as well. */
export async function consumptionOf(client: DynamoDBDocumentClient, act: () => Promise<unknown>): Promise<Consumption> {
  let roundTrips = 0;
  let units = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      roundTrips += 1;
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: unknown };
      for (const { CapacityUnits } of [ConsumedCapacity].flat() as { CapacityUnits: number }[]) units += CapacityUnits;
      return result;
    },
    { step: 'initialize', name: 'consumption' },
  );
  try {
    await act();
  } finally {
    client.middlewareStack.remove('consumption');
  }
  return { roundTrips, units };
}
