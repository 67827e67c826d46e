// What a deactivation would meet, and what it would cut off: asked before it is done.
import type { DeactivationPreview } from '../contracts/responses.ts';
import { type Account, activeTokens } from '../domain/account.ts';
import { isActiveHumanAdmin, type User } from '../domain/user.ts';
import { reachedBy } from './datastores.ts';
import type { Ports } from './ports/ports.ts';
import { withNamedTeams } from './team-names.ts';
import { presentTokens } from './tokens.ts';
import { findAccount } from './users.ts';

/** How many datastores are named; `total` counts them all. */
const SHOWN_DATASTORES = 50;

export async function previewDeactivation(ports: Ports, id: string): Promise<DeactivationPreview> {
  const account = await findAccount(ports, id);
  const { user } = account;
  const now = ports.now();
  const isMachine = user.user_type === 'Service';
  const blocking = isMachine ? activeTokens(account, now) : [];
  const isLastAdmin = isActiveHumanAdmin(user) && (await ports.accounts.countHumanAdmins()) === 1;
  const { teams } = await withNamedTeams(ports.teamNames, user);
  return {
    user: { id: user.id, user_id: user.user_id, name: user.name, role: user.role, user_type: user.user_type },
    blocked_by: [
      ...(blocking.length > 0 ? (['active_tokens'] as const) : []),
      ...(isLastAdmin ? (['last_human_admin'] as const) : []),
    ],
    active_tokens: blocking,
    tokens: isMachine ? presentTokens(account, now) : [],
    last_used: lastUse(account),
    iam_principals: user.iam_principals,
    teams,
    datastores: await reachedDatastores(ports, user),
  };
}

function lastUse({ user, tokens }: Account): string | null {
  const uses = [user.last_login, ...tokens.map(({ last_used }) => last_used)].filter((time) => time !== null);
  return uses.toSorted().at(-1) ?? null;
}

async function reachedDatastores(ports: Ports, user: User): Promise<DeactivationPreview['datastores']> {
  const reached = reachedBy(ports, user);
  const items: { id: number; name: string }[] = [];
  for await (const { item } of reached.walk(undefined, SHOWN_DATASTORES)) {
    items.push({ id: item.id, name: item.name });
    if (items.length === SHOWN_DATASTORES) break;
  }
  return { total: await reached.count(), items };
}
