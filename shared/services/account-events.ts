// Publishes the events of a write of an account.
import {
  type AccountWrite,
  addedOwners,
  deactivatesPerson,
  eventsBetween,
  ownerDeactivatedEvents,
} from '../domain/events.ts';
import type { EventBus } from './ports/effects.ts';
import type { Directory } from './ports/queries.ts';
import type { Accounts } from './ports/repositories.ts';

export interface AccountEventPorts {
  readonly eventBus: EventBus;
  readonly directory: Pick<Directory, 'activeAccountsOf'>;
  readonly accounts: Pick<Accounts, 'byUserIds'>;
}

/** Events of a write that is delivered again have the same ids. */
export async function publishAccountEvents(ports: AccountEventPorts, write: AccountWrite): Promise<void> {
  const { before, after, cause } = write;
  await ports.eventBus.publish(eventsBetween(before, after, cause));
  await publishAddedOwners(ports, write);
  if (!deactivatesPerson(before, after)) return;
  for await (const owned of ports.directory.activeAccountsOf(after.user.user_id)) {
    await ports.eventBus.publish(ownerDeactivatedEvents(after, owned, cause));
  }
}

/**
 * Publishes the deactivation of an owner who was deactivated while a Service User got them: an owner is active when the request
 * reads them, and no condition keeps them so until the write (R2). The deactivation may have been published before the write.
 */
async function publishAddedOwners(ports: AccountEventPorts, { before, after, cause }: AccountWrite): Promise<void> {
  const added = addedOwners(before, after);
  if (added.length === 0) return;
  for (const owner of await ports.accounts.byUserIds(added)) {
    if (owner.user.deleted_at !== null) await ports.eventBus.publish(ownerDeactivatedEvents(owner, [after], cause));
  }
}
