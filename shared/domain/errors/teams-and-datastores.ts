// Errors of teams and datastores.

import { named } from '../quote.ts';
import { DomainError } from './domain-error.ts';

export const publicTeam = () =>
  new DomainError('rule', 'public_team', 'The team Public is built in. It cannot be changed or deleted.');

export const teamInUse = (usage: { readonly accounts: unknown; readonly datastores: unknown }) =>
  new DomainError(
    'rule',
    'team_in_use',
    `The team is in use by ${usage.accounts} accounts (deactivated ones included) and ${usage.datastores} datastores. Remove it from them first.`,
  );

export const teamNameTaken = (name: string) =>
  new DomainError('conflict', 'team_name_taken', `There is already a team ${named(name)}.`);

export const datastoreNameTaken = (name: string) =>
  new DomainError('conflict', 'datastore_name_taken', `There is already a datastore ${named(name)}.`);
