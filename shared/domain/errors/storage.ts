// Errors of DynamoDB, and of its limits.

import { DomainError } from './domain-error.ts';

export const busy = () =>
  new DomainError('unavailable', 'busy', 'The resource was modified concurrently. Nothing was changed. Try again.');

export const accountTooLarge = () =>
  new DomainError(
    'rule',
    'account_too_large',
    'The tokens and federation policies of the account are too large in total. Delete some, or shorten their fields.',
  );

export const changeTooLarge = () =>
  new DomainError('rule', 'change_too_large', 'The change is too large for one transaction. Split it into several.');

export const storageUnavailable = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'storage_unavailable',
    'The database is not available. Nothing was changed. Try again.',
    { cause },
  );

/** A write that got no response may have been applied. */
export const outcomeUnknown = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'outcome_unknown',
    'The database did not respond. The change may or may not have been made. Read the resource before you try again.',
    { cause },
  );

export const schemaTooNew = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'schema_too_new',
    'The data was written by a newer version of the system than this one. Nothing was changed.',
    { cause },
  );
