// Tells which tokens will expire, have expired or are unused: what came due since the last time.
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
 * The first time it tells nothing: nothing came due before. A run that fails leaves all it had to tell to the next one, which
 * may tell some again, with the same ids.
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
