// Finds the account that a request refers to.
import type { Account } from '../domain/account.ts';
import * as errors from '../domain/errors.ts';
import { MAX_USER_ID_LENGTH } from '../domain/user.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Caller } from './ports/request-context.ts';

/** @param reference - The `id` or the `user_id` of the account, or `me` for the caller's. @throws DomainError `user_not_found`. */
export async function findAccount(ports: Pick<Ports, 'accounts'>, caller: Caller, reference: string): Promise<Account> {
  const found = await findAccountIfAny(ports, reference, caller);
  if (found === undefined) throw errors.notFound('user');
  return found;
}

/** As `findAccount`; undefined when there is no such account. @param caller - Undefined when `me` has no meaning. */
export async function findAccountIfAny(
  ports: Pick<Ports, 'accounts'>,
  reference: string,
  caller: Caller | undefined,
): Promise<Account | undefined> {
  if (reference.length > MAX_USER_ID_LENGTH) return undefined;
  const id = reference === 'me' ? caller?.principal.id : pathId(reference);
  return id === undefined ? ports.accounts.byUserId(reference) : ports.accounts.byId(id);
}
