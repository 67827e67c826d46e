// Parses the body, the query string and the headers of a request, each against the schema of the operation.
import * as z from 'zod/mini';
import type { Operation } from '../../shared/contracts/operation.ts';
import * as errors from '../../shared/domain/errors.ts';
import { readForm, readJson, readParameters } from './body.ts';
import { fieldError } from './field-error.ts';
import type { ApiEvent, ApiMiddleware } from './types.ts';
import { unknownField } from './unknown-field.ts';
import { validationMessage } from './validation-messages.ts';

/** Rejects every parameter. An ignored parameter would make the client believe that it has an effect. */
const NO_QUERY = z.strictObject({});

/**
 * Adds the parsed input to the event.
 *
 * @throws DomainError `unsupported_media_type`, `malformed_json`, `validation_failed`.
 */
export function parseInput(operation: Pick<Operation, 'body' | 'form' | 'query' | 'headers'>): ApiMiddleware {
  return {
    before({ event }) {
      event.input = {
        body: readBody(operation, event),
        query: parse(operation.query ?? NO_QUERY, readParameters(event.rawQueryString), 'parameter'),
        headers: operation.headers ? parse(operation.headers, event.headers, 'field') : {},
      };
    },
  };
}

function readBody({ body, form }: Pick<Operation, 'body' | 'form'>, event: ApiEvent): unknown {
  if (form) return parse(form, readForm(event), 'field');
  if (body) return parse(body, !event.body && isOptional(body) ? undefined : readJson(event), 'field');
  if (event.body) throw errors.invalidRequest([{ path: '', message: 'must not have a body' }]);
  return undefined;
}

function isOptional(schema: z.ZodMiniType): boolean {
  return schema.safeParse(undefined).success;
}

/** Limits the size of the response. */
const MAX_ERRORS = 100;

function parse<T>(schema: z.ZodMiniType<T>, input: unknown, kind: 'field' | 'parameter'): T {
  const parsed = schema.safeParse(input, { error: validationMessage });
  if (parsed.success) return parsed.data;
  const fieldErrorsOf = (issue: z.core.$ZodIssue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.slice(0, MAX_ERRORS).map((key) => unknownField(schema, issue.path, key, kind));
    // The cause of an invalid key is in the errors of the key.
    const { message } = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
    return [fieldError(issue.path, message)];
  };
  throw errors.invalidRequest(parsed.error.issues.slice(0, MAX_ERRORS).flatMap(fieldErrorsOf));
}
