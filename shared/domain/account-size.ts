// The size of an account, which is one item of at most 400 kB. At that size no write of the account would succeed, not even a
// revocation, so that tokens and federation policies stop growing before.
import type { Account } from './account.ts';
import * as errors from './errors.ts';

/** Bytes of the tokens and the federation policies as JSON. The rest is for IAM principals, and for what rotations add. */
const MAX_CREDENTIAL_BYTES = 330_000;

/** @throws DomainError `account_too_large` when the tokens and federation policies of the account grow beyond the limit. */
export function withRoom(before: Account, after: Account): Account {
  const size = credentialBytes(after);
  if (size > MAX_CREDENTIAL_BYTES && size > credentialBytes(before)) throw errors.accountTooLarge();
  return after;
}

function credentialBytes({ tokens, federation_policies }: Account): number {
  return new TextEncoder().encode(JSON.stringify([tokens, federation_policies])).length;
}
