// Puts events on an EventBridge event bus.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AccountEvent } from '../domain/events.ts';
import type { EventBus } from '../services/ports/effects.ts';

const EVENT_SOURCE = 'service-users';

/** The maximum number of entries in one PutEvents request. */
const MAX_BATCH_SIZE = 10;

export function eventBridge(EventBusName: string): EventBus {
  const client = new EventBridgeClient({});

  async function put(events: readonly AccountEvent[]): Promise<void> {
    const Entries = events.map(({ type, ...detail }) => ({
      EventBusName,
      Source: EVENT_SOURCE,
      DetailType: type,
      Detail: JSON.stringify(detail),
      Time: new Date(detail.at),
    }));
    const { FailedEntryCount, Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
    if (!FailedEntryCount) return;
    const codes = new Set(results.flatMap(({ ErrorCode }) => ErrorCode ?? []));
    throw new Error(`EventBridge rejected ${FailedEntryCount} of ${events.length} events: ${[...codes].join(', ')}`);
  }

  return {
    async publish(events) {
      for (const batch of batchesOf(events)) await put(batch);
    },
  };
}

/**
 * Splits the events into batches with at most one event per account. EventBridge may reject one event of a batch and
 * accept a later one; with two events of the same account, these would be delivered out of order.
 */
function batchesOf(events: readonly AccountEvent[]): AccountEvent[][] {
  const batches: AccountEvent[][] = [];
  let accounts = new Set<number>();
  for (const event of events) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === MAX_BATCH_SIZE || accounts.has(event.user.id)) {
      batches.push([event]);
      accounts = new Set([event.user.id]);
    } else {
      batch.push(event);
      accounts.add(event.user.id);
    }
  }
  return batches;
}
