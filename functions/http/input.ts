// Parses the body and the query string of a request, each against the schema of the operation.
import * as z from 'zod/mini';
import type { Operation } from '../../shared/contracts/operation.ts';
import type { FieldError } from '../../shared/domain/errors.ts';
import * as errors from '../../shared/domain/errors.ts';
import { isQuotable } from '../../shared/domain/quote.ts';
import type { ApiEvent, ApiMiddleware } from './types.ts';
import { validationMessage } from './validation-messages.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** Rejects every parameter. An ignored parameter would make the client believe that it has an effect. */
const NO_QUERY = z.strictObject({});

/**
 * Adds the parsed input to the event.
 *
 * @throws DomainError `unsupported_media_type`, `malformed_json`, `validation_failed`.
 */
export function parseInput({ body, form, query }: Pick<Operation, 'body' | 'form' | 'query'>): ApiMiddleware {
  return {
    before({ event }) {
      event.input = {
        body: body ? parse(body, readBody(body, event)) : form && parse(form, readForm(event)),
        query: parse(query ?? NO_QUERY, { ...event.queryStringParameters }),
      };
    },
  };
}

/** Returns undefined for an empty body, if the schema allows that. */
function readBody(schema: z.ZodMiniType, event: ApiEvent): unknown {
  return !event.body && schema.safeParse(undefined).success ? undefined : readJson(event);
}

function readJson(event: ApiEvent): unknown {
  assertMediaType(JSON_TYPE, 'application/json', event);
  try {
    return JSON.parse(rawBodyOf(event));
  } catch {
    // The parser's own message quotes the body, which may contain a secret.
    throw errors.malformedJson();
  }
}

function readForm(event: ApiEvent): unknown {
  assertMediaType(FORM_TYPE, 'application/x-www-form-urlencoded', event);
  const parameters = [...new URLSearchParams(rawBodyOf(event))];
  const form = Object.fromEntries(parameters);
  if (Object.keys(form).length < parameters.length) {
    // RFC 6749, section 3.2. Otherwise a proxy could check the first value while this function uses the last one.
    throw errors.invalidRequest([{ path: '', message: 'must have each parameter once' }]);
  }
  return form;
}

function assertMediaType(accepted: RegExp, name: string, { headers }: ApiEvent): void {
  if (!accepted.test(headers['content-type'] ?? '')) throw errors.unsupportedMediaType(name);
}

/** Returns the body exactly as it was sent. */
export function rawBodyOf({ body = '', isBase64Encoded }: ApiEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

/** Limits the size of the response. */
const MAX_ERRORS = 100;

function parse<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const parsed = schema.safeParse(input, { error: validationMessage });
  if (parsed.success) return parsed.data;
  throw errors.invalidRequest(parsed.error.issues.slice(0, MAX_ERRORS).flatMap(fieldErrorsOf));
}

function fieldErrorsOf(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code !== 'unrecognized_keys') return [{ path: issue.path.join('.'), message: issue.message }];
  return issue.keys.slice(0, MAX_ERRORS).map((key) => unknownField(issue.path, key));
}

/** A secret that was sent as the name of a field or parameter is not repeated (R11). */
function unknownField(parent: readonly PropertyKey[], key: string): FieldError {
  return isQuotable(key)
    ? { path: [...parent, key].join('.'), message: 'is not a known field' }
    : { path: parent.join('.'), message: 'has an unknown field' };
}
