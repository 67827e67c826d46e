// Publishes the events that only time causes: tokens that expire, have expired or are unused; and once a day those of each
// owner.
import type { Account } from '../domain/account.ts';
import { noticesBetween } from '../domain/notices.ts';
import { activeOwners, endOfDay, type OwnerNotice, ownerNoticesEvent, toOwners } from '../domain/owner-notices.ts';
import { awaitAll } from './await-all.ts';
import type { EventBus, TokenNotices } from './ports/effects.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { Directory } from './ports/queries.ts';
import type { Policies } from './ports/repositories.ts';
import { revokeUnusedTokens, type UnusedToken, unusedTokensOf } from './unused-tokens.ts';

export interface TokenNoticePorts extends AccountPorts {
  readonly directory: Pick<Directory, 'activeAccounts'>;
  readonly policies: Pick<Policies, 'current'>;
  readonly notices: TokenNotices;
  readonly eventBus: EventBus;
}

/**
 * Publishes the notices that became due since the last run. The first run of a day also publishes, for each owner, the
 * notices that become due until the end of the day. The first run ever only records its time. A run that fails leaves its
 * notices to the next one, which may publish some of them again with the same ids. At the end, tokens that the policy says
 * are unused for too long are revoked.
 */
export async function publishTokenNotices(ports: TokenNoticePorts): Promise<void> {
  const until = ports.now();
  const [since, policy] = await awaitAll([ports.notices.publishedUntil(), ports.policies.current()]);
  const unused: UnusedToken[] = [];
  if (since !== undefined) {
    const [from, to] = [endOfDay(since), endOfDay(until)];
    const ofOwners: OwnerNotices = new Map();
    for await (const accounts of ports.directory.activeAccounts()) {
      unused.push(...accounts.flatMap((account) => unusedTokensOf(account, policy, until)));
      const noticesOf = (account: Account, start: Date, end: Date) => noticesBetween(account, policy, start, end);
      const noticed = accounts.map((account) => ({
        account,
        due: noticesOf(account, since, until),
        ofDay: from < to ? noticesOf(account, from, to) : [],
      }));
      const concerned = noticed.filter(({ due, ofDay }) => due.length + ofDay.length > 0);
      const owners = await ownersOf(
        ports,
        concerned.map(({ account }) => account),
      );
      for (const { account, ofDay } of concerned) addNotices(ofOwners, owners.get(account.user.id) ?? [], ofDay);
      await ports.eventBus.publish(
        concerned.flatMap(({ account, due }) =>
          due.map((event) => ({ ...event, owners: toOwners(owners.get(account.user.id)) })),
        ),
      );
    }
    await ports.eventBus.publish(
      [...ofOwners.values()].map(({ owner, notices }) => ownerNoticesEvent(owner, notices, to)),
    );
  }
  await ports.notices.advance(since, until);
  await revokeUnusedTokens(ports, unused, policy);
}

/** By the `user_id` of the owner. */
type OwnerNotices = Map<string, { readonly owner: Account; readonly notices: OwnerNotice[] }>;

function addNotices(all: OwnerNotices, owners: readonly Account[], notices: readonly OwnerNotice[]): void {
  if (notices.length === 0) return;
  for (const owner of owners) {
    const { user_id } = owner.user;
    const own = all.get(user_id) ?? { owner, notices: [] };
    own.notices.push(...notices);
    all.set(user_id, own);
  }
}

async function ownersOf(ports: TokenNoticePorts, accounts: readonly Account[]): Promise<Map<number, Account[]>> {
  const userIds = [...new Set(accounts.flatMap(({ ownership }) => ownership.owners))];
  return activeOwners(accounts, await ports.accounts.byUserIds(userIds));
}
