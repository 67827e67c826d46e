// Puts events on an EventBridge bus.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { AccountEvent } from '../domain/events.ts';
import type { EventBus } from '../services/ports/effects.ts';

const EVENT_SOURCE = 'service-users';

/** The most that EventBridge takes at once. */
const BATCH = 10;

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
    throw new Error(
      `EventBridge did not take ${FailedEntryCount} of ${events.length} events: ${[...codes].join(', ')}`,
    );
  }

  return {
    async publish(events) {
      for (const batch of batchesOf(events)) await put(batch);
    },
  };
}

/**
 * Batches in which every account is met once: EventBridge may refuse one event of a batch and take the next, which must not
 * be the same account's.
 */
function batchesOf(events: readonly AccountEvent[]): AccountEvent[][] {
  const batches: AccountEvent[][] = [];
  let accounts = new Set<number>();
  for (const event of events) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === BATCH || accounts.has(event.user.id)) {
      batches.push([event]);
      accounts = new Set([event.user.id]);
    } else {
      batch.push(event);
      accounts.add(event.user.id);
    }
  }
  return batches;
}
