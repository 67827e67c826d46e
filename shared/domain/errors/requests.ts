// Errors of a request as such: its encoding, its body, its fields, its repetition.

import { isQuotable } from '../quote.ts';
import { DomainError, type FieldError, type Resource } from './domain-error.ts';

export const malformedJson = () =>
  new DomainError('malformed', 'malformed_json', 'The request body is not valid JSON. Send a JSON document.');

export const malformedEncoding = () =>
  new DomainError('malformed', 'malformed_json', 'The request body is not valid UTF-8. Send UTF-8 text.');

export const missingBody = (accepted: string) =>
  new DomainError(
    'malformed',
    'malformed_json',
    `The request has no body. Send one with the header "Content-Type: ${accepted}".`,
  );

export const unsupportedMediaType = (accepted: string) =>
  new DomainError(
    'unsupported-media-type',
    'unsupported_media_type',
    `The media type of the request body is not supported. Send the header "Content-Type: ${accepted}".`,
  );

export const unsupportedCharset = () =>
  new DomainError(
    'unsupported-media-type',
    'unsupported_media_type',
    'The charset of the request body is not supported. Send UTF-8 text.',
  );

export const unsupportedContentCoding = (coding: string) =>
  new DomainError(
    'unsupported-media-type',
    'unsupported_media_type',
    `The content coding ${isQuotable(coding) ? `"${coding}" ` : ''}is not supported. Send the body without it.`,
  );

/** The message repeats the first field error, so that a client that shows only `detail` shows the cause. */
export const invalidRequest = (errors: readonly FieldError[]) =>
  new DomainError('invalid', 'validation_failed', firstCause(errors), { members: { errors } });

function firstCause([first]: readonly FieldError[]): string {
  if (first === undefined) return 'The request does not match its schema.';
  return first.path === '' ? `The request ${first.message}.` : `${first.path}: ${first.message}`;
}

/** A resource that does not exist and one that the caller may not see get the same response. */
export const notFound = (resource: Resource) =>
  new DomainError('not-found', `${resource}_not_found`, `There is no ${resource.replace('_', ' ')} with this id.`);

/** The repeat of a creation with an idempotency key. A secret is returned once (R11), so that the response is an error. */
export const alreadyCreated = (id: number) =>
  new DomainError(
    'conflict',
    'already_created',
    'An earlier request with this Idempotency-Key has created the resource. Read it by its id. A secret is not returned again.',
    { members: { id } },
  );

export const idempotencyKeyReused = () =>
  new DomainError(
    'invalid',
    'idempotency_key_reused',
    'The Idempotency-Key was used for another request. Choose a new key for each creation.',
  );
