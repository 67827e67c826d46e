// Finds the account that a request refers to.
import type { Account } from '../domain/account.ts';
import * as errors from '../domain/errors.ts';
import { MAX_USER_ID_LENGTH } from '../domain/user.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';

/** @param reference - The `id` or the `user_id` of the account, or `me` for the caller's. @throws DomainError `user_not_found`. */
export async function findAccount(
  ports: Pick<Ports, 'accounts'>,
  { principal }: Caller,
  reference: string,
): Promise<Account> {
  if (reference.length > MAX_USER_ID_LENGTH) throw errors.notFound('user');
  const id = reference === 'me' ? principal.id : pathId(reference);
  const found = await (id === undefined ? ports.accounts.byUserId(reference) : ports.accounts.byId(id));
  if (found === undefined) throw errors.notFound('user');
  return found;
}
