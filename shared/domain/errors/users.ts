// Errors of accounts.

import { isQuotable } from '../quote.ts';
import { DomainError } from './domain-error.ts';
import { namesOf, type TokenName } from './names-of.ts';

export const userIdTaken = (userId: string) =>
  new DomainError(
    'conflict',
    'user_id_taken',
    `The user_id ${isQuotable(userId) ? userId : 'of the given name'} is taken. Choose another name.`,
  );

export const notAPerson = () =>
  new DomainError('rule', 'not_a_person', 'This operation is for the accounts of people only.');

export const notAServiceUser = () =>
  new DomainError('rule', 'not_a_service_user', 'This operation is for Service Users only.');

export const userDeactivated = () =>
  new DomainError('rule', 'user_deactivated', 'The account is deactivated. Reactivate it first.');

/** R6. */
export const activeTokens = (tokens: readonly TokenName[]) =>
  new DomainError(
    'rule',
    'active_tokens',
    `The Service User has active tokens: ${namesOf(tokens)}. Revoke them first, then try again.`,
    { members: { active_tokens: tokens } },
  );

/** R8. */
export const lastHumanAdmin = () =>
  new DomainError(
    'rule',
    'last_human_admin',
    'The workspace must keep an active human Admin. Give the role Admin to another person first.',
  );

export const iamPrincipalTaken = (arn: string) =>
  new DomainError('conflict', 'iam_principal_taken', `${arn} is bound to another Service User. Remove it there first.`);

export const ownerRequired = () =>
  new DomainError('rule', 'owner_required', 'The policy requires an owner. Name at least one person in owners.');

export const purposeRequired = () =>
  new DomainError('rule', 'purpose_required', 'The policy requires a purpose. Say in purpose what the account is for.');

/** The first Admin is created once. Only the deployment can receive this error. */
export const workspaceFounded = () =>
  new DomainError('conflict', 'workspace_founded', 'The workspace already had its first Admin.');
