// Creates the first human Admin of the workspace, on behalf of the deployment: later ones are created by an Admin (R8).
import { newAccount } from '../domain/account.ts';
import { DomainError } from '../domain/errors.ts';
import { humanUserId } from '../domain/user.ts';
import { bootstrapWorkspace } from './change-account.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { ActorContext } from './ports/request-context.ts';

/** Creates the Admin unless the workspace already had its first one. Safe to repeat. */
export async function seedFirstAdmin(ports: AccountPorts, context: ActorContext, email: string): Promise<void> {
  const { user: id } = await ports.ids.next('user');
  const admin = {
    id,
    user_id: humanUserId(email),
    user_type: 'Human',
    name: email,
    email,
    role: 'Admin',
    team_ids: [],
    created_by: context.actor.user_id,
  } as const;
  try {
    await bootstrapWorkspace(ports, context, (now) => newAccount(admin, now));
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'workspace_founded')) throw error;
  }
}
