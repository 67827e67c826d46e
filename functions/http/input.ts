// Reads what the client sent: the JSON body and the query string, each against the schema of the operation.
import * as z from 'zod/mini';
import type { Operation } from '../../shared/contracts/operation.ts';
import * as errors from '../../shared/domain/errors.ts';
import type { ApiEvent, ApiMiddleware } from './handle.ts';
import { validationMessage } from './validation-messages.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;

/** A parameter that is not known is refused, not ignored: its sender thinks that it means something. */
const NO_QUERY = z.strictObject({});

/** @throws DomainError `unsupported_media_type`, `malformed_json`, `validation_failed`. */
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

/** A body that may be left out is undefined then. */
function readBody(schema: z.ZodMiniType, event: ApiEvent): unknown {
  return !event.body && schema.safeParse(undefined).success ? undefined : readJson(event);
}

function readJson(event: ApiEvent): unknown {
  assertMediaType(JSON_TYPE, 'application/json', event);
  try {
    return JSON.parse(textOf(event));
  } catch {
    // The parser's message quotes the body, which may hold a secret.
    throw errors.malformedJson();
  }
}

function readForm(event: ApiEvent): unknown {
  assertMediaType(FORM_TYPE, 'application/x-www-form-urlencoded', event);
  const parameters = [...new URLSearchParams(textOf(event))];
  const form = Object.fromEntries(parameters);
  if (Object.keys(form).length < parameters.length) {
    // RFC 6749, 3.2: who checks the first of two and who reads the last would see different requests.
    throw errors.invalidRequest([{ path: '', message: 'must have each parameter once' }]);
  }
  return form;
}

function assertMediaType(accepted: RegExp, name: string, { headers }: ApiEvent): void {
  if (!accepted.test(headers['content-type'] ?? '')) {
    throw errors.unsupportedMediaType(name);
  }
}

/** The body as it was sent. */
export function textOf({ body = '', isBase64Encoded }: ApiEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

/** More would help nobody, and an answer has a largest size. */
const MAX_ERRORS = 100;

function parse<T>(schema: z.ZodMiniType<T>, input: unknown): T {
  const parsed = schema.safeParse(input, { error: validationMessage });
  if (parsed.success) return parsed.data;
  throw errors.invalidRequest(
    parsed.error.issues
      .slice(0, MAX_ERRORS)
      .flatMap((issue) =>
        issue.code === 'unrecognized_keys'
          ? issue.keys
              .slice(0, MAX_ERRORS)
              .map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }))
          : [{ path: issue.path.join('.'), message: issue.message }],
      ),
  );
}
