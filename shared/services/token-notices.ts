// Publishes the events that only time causes: tokens that expire, have expired or are unused.
import { noticesBetween } from '../domain/notices.ts';
import { awaitAll } from './await-all.ts';
import type { Effects, EventBus, TokenNotices } from './ports/effects.ts';
import type { Directory } from './ports/queries.ts';
import type { Policies } from './ports/repositories.ts';

export interface TokenNoticePorts extends Pick<Effects, 'now'> {
  readonly directory: Pick<Directory, 'activeAccounts'>;
  readonly policies: Pick<Policies, 'current'>;
  readonly notices: TokenNotices;
  readonly eventBus: EventBus;
}

/**
 * Publishes the notices that became due since the last run. The first run only records its time. A run that fails leaves
 * its notices to the next one, which may publish some of them again with the same ids.
 */
export async function publishTokenNotices(ports: TokenNoticePorts): Promise<void> {
  const until = ports.now();
  const [since, policy] = await awaitAll([ports.notices.publishedUntil(), ports.policies.current()]);
  if (since !== undefined) {
    for await (const accounts of ports.directory.activeAccounts()) {
      const events = accounts.flatMap((account) => noticesBetween(account, policy.unused_after_days, since, until));
      await ports.eventBus.publish(events);
    }
  }
  await ports.notices.advance(since, until);
}
