// Reads what the API says about an account.
import type { Workspace } from '../../support/workspace.ts';

/** The service tokens of the account. */
export const tokensOf = async ({ admin }: Workspace, userId: string) =>
  (await admin.get(`/api/user-tokens/service?user_id=${userId}`)).body.items;

/** The actions in its audit log, oldest first. */
export const historyOf = async ({ admin }: Workspace, userId: string): Promise<string[]> =>
  (await admin.get(`/api/audit-log?target=${userId}`)).body.items
    .map(({ action }: { action: string }) => action)
    .reverse();
