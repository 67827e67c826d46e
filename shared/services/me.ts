// The caller's own account.
import type { Me } from '../contracts/responses.ts';
import * as errors from '../domain/errors.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';
import { presentUser } from './present-user.ts';

export async function getMe(ports: Ports, { principal }: Caller): Promise<Me> {
  const account = await ports.accounts.byId(principal.id);
  if (account === undefined) throw errors.notFound('user');
  return { ...(await presentUser(ports)(account)), authenticated_by: principal.authenticated_by };
}
