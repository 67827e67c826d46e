// Errors of tokens and their rotation.

import { named } from '../quote.ts';
import { DomainError } from './domain-error.ts';

export const tokenNameTaken = (name: string) =>
  new DomainError('conflict', 'token_name_taken', `The account already has a token ${named(name)}.`);

export const tokenIdTaken = (id: number) =>
  new DomainError('conflict', 'token_id_taken', `The token id ${id} is taken. Try again.`);

export const tokenLimitReached = (limit: number) =>
  new DomainError(
    'rule',
    'token_limit_reached',
    `An account can have at most ${limit} tokens. Delete one that is no longer needed.`,
  );

export const tokenActive = () =>
  new DomainError('rule', 'token_active', 'The token is active. Revoke it before you delete it.');

export const tokenNotActive = (status: 'Revoked' | 'Expired' | 'Compromised') => {
  const state = status.toLowerCase() as Lowercase<typeof status>;
  return new DomainError('rule', `token_${state}`, `The token is ${state}. Only an active token can be rotated.`);
};

export const tokenNotRestorable = (status: 'Expired' | 'Compromised') => {
  const state = status.toLowerCase() as Lowercase<typeof status>;
  return new DomainError('rule', `token_${state}`, `The token is ${state} and cannot be restored. Create a new one.`);
};

/** R13: a previous secret attempts a rotation that it is not entitled to. */
export const secretSuperseded = () =>
  new DomainError(
    'forbidden',
    'secret_superseded',
    'A newer secret of the token is in use, so that this secret can no longer rotate it. Use the newest secret.',
  );
