// The first human Admin of a workspace: made once by the deployment, because nobody could make it otherwise (R8).
import { newAccount } from '../domain/account.ts';
import { Refusal } from '../domain/errors.ts';
import { humanUserId } from '../domain/user.ts';
import { foundWorkspace } from './change-account.ts';
import { type AccountPorts, type Origin, WORKSPACE_FOUNDED } from './ports.ts';

/** Makes the Admin unless the workspace has had a first one; safe to repeat. */
export async function seedFirstAdmin(ports: AccountPorts, origin: Origin, email: string): Promise<void> {
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
    await foundWorkspace(ports, origin, (now) => newAccount(identity, now));
  } catch (error) {
    if (!(error instanceof Refusal && error.code === WORKSPACE_FOUNDED)) throw error;
  }
}
