// Publishes the events of a write of an account.
import { type AccountWrite, deactivatesPerson, eventsBetween, ownerDeactivatedEvents } from '../domain/events.ts';
import type { EventBus } from './ports/effects.ts';
import type { Directory } from './ports/queries.ts';

export interface AccountEventPorts {
  readonly eventBus: EventBus;
  readonly directory: Pick<Directory, 'activeAccountsOf'>;
}

/** Events of a write that is delivered again have the same ids. */
export async function publishAccountEvents(ports: AccountEventPorts, write: AccountWrite): Promise<void> {
  const { before, after, cause } = write;
  await ports.eventBus.publish(eventsBetween(before, after, cause));
  if (!deactivatesPerson(before, after)) return;
  for await (const owned of ports.directory.activeAccountsOf(after.user.user_id)) {
    await ports.eventBus.publish(ownerDeactivatedEvents(after, owned, cause));
  }
}
