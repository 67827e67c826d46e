// The access review: every active Service User with its credentials, its reach and the findings about it.
import type { AccessReviewFilter } from '../contracts/access-review.ts';
import type { AccessReviewEntry, ListResponse } from '../contracts/responses.ts';
import { type Finding, findingsOf, reviewIamPrincipal, reviewToken } from '../domain/access-review.ts';
import type { Account } from '../domain/account.ts';
import type { Policy } from '../domain/policy.ts';
import type { User } from '../domain/user.ts';
import { awaitAll } from './await-all.ts';
import { reachedBy } from './datastores.ts';
import { pageOf, selected } from './listing.ts';
import type { FederationPolicyPorts, Ports } from './ports/ports.ts';
import { presentUsers } from './present-user.ts';

export type AccessReviewPorts = Ports & Pick<FederationPolicyPorts, 'federationUses'>;

/** The number of datastores that an entry names. */
const NAMED_DATASTORES = 20;

interface Reviewed {
  readonly account: Account;
  readonly owners: readonly User[];
  readonly findings: readonly Finding[];
}

/** In the order of creation, by cursor only. Deactivated accounts have no access and are left out. */
export async function listAccessReview(
  ports: AccessReviewPorts,
  { size, cursor, finding }: AccessReviewFilter,
): Promise<ListResponse<AccessReviewEntry>> {
  const now = ports.now();
  const policy = await ports.policies.current();
  const accounts = ports.directory.users({
    types: ['Service'],
    includeDeactivated: false,
    sort: 'created',
    descending: false,
  });
  const reviewed = selected(accounts, async (found): Promise<readonly Reviewed[]> => {
    const people = await ownersOf(ports, found);
    return found.flatMap((account) => {
      const owners = account.ownership.owners.flatMap((owner) => people.get(owner) ?? []);
      const gone = owners.filter(({ deleted_at }) => deleted_at !== null).map(({ user_id }) => user_id);
      const findings = findingsOf(account, { policy, deactivatedOwners: new Set(gone), now });
      const isWanted = finding === undefined || findings.some(({ code }) => code === finding);
      return isWanted ? [{ account, owners, findings }] : [];
    });
  });
  const page = await pageOf(reviewed, { size, cursor }, JSON.stringify(['access-review', finding]));
  return { ...page, items: await present(ports, page.items, policy, now) };
}

async function ownersOf(ports: Pick<Ports, 'accounts'>, accounts: readonly Account[]): Promise<Map<string, User>> {
  const userIds = [...new Set(accounts.flatMap(({ ownership }) => ownership.owners))];
  return new Map((await ports.accounts.byUserIds(userIds)).map(({ user }) => [user.user_id, user]));
}

async function present(
  ports: AccessReviewPorts,
  reviewed: readonly Reviewed[],
  policy: Policy,
  now: Date,
): Promise<AccessReviewEntry[]> {
  const accounts = reviewed.map(({ account }) => account);
  const federated = accounts.filter(({ federation_policies }) => federation_policies.length > 0);
  const [users, useOf, datastores] = await awaitAll([
    presentUsers(ports, accounts),
    ports.federationUses.ofAccounts(federated.map(({ user }) => user.id)),
    reachOf(ports, accounts),
  ] as const);
  return reviewed.map(({ account, owners, findings }, index) => {
    const { user, tokens, federation_policies } = account;
    return {
      user: users[index] as AccessReviewEntry['user'],
      owners: owners.map(({ user_id, name, email, deleted_at }) => ({
        user_id,
        name,
        email,
        active: deleted_at === null,
      })),
      datastores: datastores.get(reachKey(user)) as Reach,
      tokens: tokens.map((token) => reviewToken(account, token, policy, now)),
      federation_policies: federation_policies.map(({ id, name, issuer, subject, claims, enabled }) => ({
        id,
        name,
        issuer,
        subject,
        claims,
        enabled,
        last_used: useOf(user.id, id).last_used,
      })),
      iam_principals: user.iam_principals.map(reviewIamPrincipal),
      findings,
    };
  });
}

type Reach = AccessReviewEntry['datastores'];

/** Accounts with the same teams reach the same datastores, which are then read once. */
async function reachOf(ports: Ports, accounts: readonly Account[]): Promise<Map<string, Reach>> {
  const distinct = new Map(accounts.map(({ user }) => [reachKey(user), user]));
  const read = async ([key, user]: [string, User]): Promise<[string, Reach]> => {
    if (user.role === 'Admin') return [key, { all: true, items: [], has_more: false }];
    const { items, next } = await reachedBy(ports, user).page(undefined, NAMED_DATASTORES);
    return [key, { all: false, items: items.map(({ id, name }) => ({ id, name })), has_more: next !== null }];
  };
  return new Map(await awaitAll([...distinct].map(read)));
}

function reachKey({ role, team_ids }: User): string {
  return role === 'Admin' ? role : JSON.stringify(team_ids.toSorted());
}
