// Shows what blocks the deactivation of an account, and what the deactivation would cut off.
import type { DeactivationPreview } from '../contracts/responses.ts';
import { type Account, activeTokens } from '../domain/account.ts';
import { isSessionValid } from '../domain/session.ts';
import { isActiveHumanAdmin, type User } from '../domain/user.ts';
import { reachedBy } from './datastores.ts';
import { findAccount } from './find-account.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';
import { presentUserSummary } from './present-user.ts';
import { withNamedTeams } from './team-names.ts';
import { presentTokens } from './tokens.ts';

/** The number of datastores that are named; `total` counts all of them. */
const NAMED_DATASTORES = 50;

export async function previewDeactivation(ports: Ports, caller: Caller, id: string): Promise<DeactivationPreview> {
  const account = await findAccount(ports, caller, id);
  const { user, federation_policies } = account;
  const now = ports.now();
  const isService = user.user_type === 'Service';
  const blocking = isService ? activeTokens(account, now) : [];
  const isLastAdmin = isActiveHumanAdmin(user) && (await ports.accounts.countHumanAdmins()) === 1;
  const { teams } = await withNamedTeams(ports.teamNames, user);
  return {
    user: presentUserSummary(user),
    blocked_by: [
      ...(blocking.length > 0 ? (['active_tokens'] as const) : []),
      ...(isLastAdmin ? (['last_human_admin'] as const) : []),
    ],
    active_tokens: blocking,
    tokens: isService ? presentTokens(account, now) : [],
    sessions: (await ports.sessions.ofAccount(user.id, now)).filter((session) => isSessionValid(session, account, now))
      .length,
    last_used: lastUse(account),
    iam_principals: user.iam_principals,
    federation_policies: federation_policies.map(({ id, name, issuer, subject, enabled }) => ({
      id,
      name,
      issuer,
      subject,
      enabled,
    })),
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
  const { items } = await reached.page(undefined, NAMED_DATASTORES);
  return { total: await reached.count(), items: items.map(({ id, name }) => ({ id, name })) };
}
