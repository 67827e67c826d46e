// Tells which tokens will expire, have expired or are unused: what came due since the last time.
import { noticesBetween } from '../domain/notices.ts';
import type { Directory, Effects, EventBus, Policies, TokenNotices } from './ports.ts';
import { together } from './together.ts';

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
export async function tellTokenNotices(ports: TokenNoticePorts): Promise<void> {
  const until = ports.now();
  const [since, policy] = await together([ports.notices.toldUntil(), ports.policies.current()]);
  if (since !== undefined) {
    for await (const accounts of ports.directory.activeAccounts()) {
      const events = accounts.flatMap((account) => noticesBetween(account, policy.unused_after_days, since, until));
      await ports.eventBus.publish(events);
    }
  }
  await ports.notices.advance(since, until);
}
