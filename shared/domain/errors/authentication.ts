// Errors of credentials: who calls is not known, or may not call.

import { DomainError } from './domain-error.ts';

export const unauthorized = () =>
  new DomainError('unauthenticated', 'unauthorized', 'The request has no valid credential.');

export const idTokenUsed = () =>
  new DomainError(
    'unauthenticated',
    'id_token_used',
    'The ID token was used to log in before. Get a new one from the OIDC issuer.',
  );

export const idTokenOutdated = () =>
  new DomainError(
    'unauthenticated',
    'id_token_outdated',
    'The ID token was issued before the sessions of the account were ended. Get a new one from the OIDC issuer.',
  );

export const idTokenRequired = () =>
  new DomainError('unauthenticated', 'unauthorized', 'Log in with an ID token of the configured OIDC issuer.');

export const twoCredentials = () =>
  new DomainError('unauthenticated', 'two_credentials', 'The request has two credentials. Send only one.');

export const badSignature = () =>
  new DomainError('unauthenticated', 'bad_signature', 'The report does not have a valid signature of GitHub.');

/** R3. */
export const serviceUserCannotLogIn = () =>
  new DomainError(
    'forbidden',
    'service_user_cannot_log_in',
    'A Service User cannot log in. Call the API with its token or an IAM signature.',
  );

/** R7: a person with a deactivated account logs in, or the account of the caller was deactivated during the request. */
export const personDeactivated = () =>
  new DomainError('forbidden', 'user_deactivated', 'The account is deactivated. Ask an Admin to reactivate it.');

/** R7: a request is signed for a deactivated account. */
export const signedByDeactivatedUser = (arn: string) =>
  new DomainError(
    'forbidden',
    'user_deactivated',
    `The Service User bound to ${arn} is deactivated. Ask an Admin to reactivate it.`,
  );

export const iamPrincipalUnbound = (arn: string) =>
  new DomainError(
    'forbidden',
    'iam_principal_unbound',
    `No Service User is bound to ${arn}. Ask an Admin to add it to the iam_principals of one.`,
  );

export const notInvited = () =>
  new DomainError('forbidden', 'not_invited', 'There is no account for this e-mail address. Ask an Admin for one.');

export const emailNotVerified = () =>
  new DomainError(
    'forbidden',
    'email_not_verified',
    'The identity has no valid e-mail address that its OIDC issuer has verified. Ask the administrator of the issuer.',
  );

export const identityMismatch = () =>
  new DomainError('forbidden', 'identity_mismatch', 'The account is linked to another identity of this issuer.');

export const subjectTaken = () =>
  new DomainError('conflict', 'subject_taken', 'The identity is linked to another account.');

export const signatureKeysUnavailable = (cause: unknown) =>
  new DomainError(
    'unavailable',
    'signature_keys_unavailable',
    'The public keys of GitHub are not available. Nothing was changed. Send the report again.',
    { cause },
  );
