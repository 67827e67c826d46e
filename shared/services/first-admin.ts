// The first human Admin of a workspace: made once by the deployment, because nobody could make it otherwise (R8).
import { newAccount } from '../domain/account.ts';
import { DomainError } from '../domain/errors.ts';
import { humanUserId } from '../domain/user.ts';
import { bootstrapWorkspace } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { ActorContext } from './ports/request-context.ts';

/** Makes the Admin unless the workspace has had a first one; safe to repeat. */
export async function seedFirstAdmin(ports: AccountPorts, origin: ActorContext, email: string): Promise<void> {
  const { user: id } = await ports.ids.next('user');
  const identity = {
    id,
    user_id: humanUserId(email),
    user_type: 'Human',
    name: email,
    email,
    role: 'Admin',
    team_ids: [],
    created_by: origin.actor.user_id,
  } as const;
  try {
    await bootstrapWorkspace(ports, origin, (now) => newAccount(identity, now));
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'workspace_founded')) throw error;
  }
}
