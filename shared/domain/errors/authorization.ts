// Errors of callers who are known, but may not do this.

import { DomainError } from './domain-error.ts';

export const roleRequired = (roles: readonly string[]) =>
  new DomainError('forbidden', 'forbidden', `This operation requires the role ${roles.join(' or ')}.`);

/** RFC 6750, section 3.1: the credential does not have the scope that the operation requires (R15). */
export const insufficientScope = (scope: string) =>
  new DomainError(
    'forbidden',
    'insufficient_scope',
    `The credential does not have the scope ${scope}, which this operation requires. Use another credential.`,
    { members: { required_scope: scope } },
  );

/** R15: a credential with scopes or addresses attempts what would give the caller a wider one. */
export const narrowedCredential = () =>
  new DomainError(
    'forbidden',
    'narrowed_credential',
    'A credential that is narrowed to scopes or addresses cannot create, restore, rotate or widen others, raise a role, unlink an identity or loosen the policy. Use another one.',
  );

export const peopleOnly = () =>
  new DomainError('forbidden', 'forbidden', 'This operation is for people. A Service User cannot perform it.');

/** R9: a token attempts to create, restore or rotate a personal token. */
export const interactiveSessionRequired = () =>
  new DomainError(
    'forbidden',
    'interactive_session_required',
    'Personal tokens are created, restored and rotated in an interactive session. Log in, then try again.',
  );

/** R14: a Service User attempts what only people may do. @param action - Completes the sentence. */
export const sessionRequired = () =>
  new DomainError('forbidden', 'session_required', 'Only a session can log out. Revoke a token to end it.');

export const humanRequired = (action: string) =>
  new DomainError('forbidden', 'human_required', `A Service User cannot ${action}. Ask a human Admin.`);

export const notYourself = () =>
  new DomainError('forbidden', 'forbidden', 'You cannot do this to your own account. Ask another Admin.');

export const teamNotYours = () =>
  new DomainError(
    'forbidden',
    'team_not_yours',
    'A Manager can add a datastore only to teams they are a member of, and to Public.',
  );
