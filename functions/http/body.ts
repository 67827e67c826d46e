// Reads the body of a request: its media type, its charset, its text, and its JSON or form.
import * as errors from '../../shared/domain/errors.ts';
import { fieldError } from './field-error.ts';
import type { ApiEvent } from './types.ts';

const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json$/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded$/i;

/** @throws DomainError `unsupported_media_type`; `malformed_json`; `validation_failed` for a field that is repeated. */
export function readJson(event: ApiEvent): unknown {
  const text = readText(event, JSON_TYPE, 'application/json');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may contain a secret.
    throw errors.malformedJson();
  }
  assertNoneRepeated([...memberNames(text)], [...namesIn(value)]);
  return value;
}

/** @throws DomainError `unsupported_media_type`; `malformed_json`; `validation_failed` for a parameter that is repeated. */
export function readForm(event: ApiEvent): Record<string, string> {
  return readParameters(readText(event, FORM_TYPE, 'application/x-www-form-urlencoded'));
}

/**
 * Reads form-encoded text, such as a query string. API Gateway merges repeated parameters of a query into one, so that a
 * proxy could check the first value while a function uses the last one.
 *
 * @throws DomainError `validation_failed` for a parameter that is repeated or not valid UTF-8.
 */
export function readParameters(text: string): Record<string, string> {
  const pairs = [...new URLSearchParams(text)];
  const parameters = Object.fromEntries(pairs);
  assertNoneRepeated(
    pairs.map(([name]) => name),
    Object.keys(parameters),
  );
  const damaged = pairs.find((pair) => pair.join('').includes('\uFFFD'));
  if (damaged) throw errors.invalidRequest([fieldError([damaged[0]], 'must be valid UTF-8')]);
  return parameters;
}

/** Returns the body exactly as it was sent. */
export function rawBodyOf({ body = '', isBase64Encoded }: ApiEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
}

function readText(event: ApiEvent, accepted: RegExp, name: string): string {
  if (!event.body) throw errors.missingBody(name);
  const [type = '', ...parameters] = (event.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  if (!accepted.test(type)) throw errors.unsupportedMediaType(name);
  const charsets = parameters.filter((parameter) => /^charset\b/i.test(parameter));
  if (!charsets.every((charset) => /^charset=(?:utf-?8|"utf-?8")$/i.test(charset))) throw errors.unsupportedCharset();
  const codings = (event.headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  const unsupported = codings.find((coding) => !/^(?:identity)?$/i.test(coding));
  if (unsupported !== undefined) throw errors.unsupportedContentCoding(unsupported);
  return event.isBase64Encoded ? decode(Buffer.from(event.body, 'base64')) : decoded(event.body);
}

/** Skips a byte order mark. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw errors.malformedEncoding();
  }
}

/** API Gateway decodes bodies of common types itself. It puts a replacement character for what is not UTF-8. */
function decoded(text: string): string {
  if (text.includes('\uFFFD')) throw errors.malformedEncoding();
  return text.replace(/^\uFEFF/, '');
}

/** The names of all members of all objects in a JSON text, repeated ones included. In JSON, only a name precedes a colon. */
function* memberNames(json: string): Iterable<string> {
  for (const [, string, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?/g)) {
    if (string !== undefined && colon !== undefined) yield JSON.parse(string);
  }
}

/** The names of all members of all objects in a value. */
function* namesIn(value: unknown): Iterable<string> {
  // Without recursion, because a body may nest thousands of arrays.
  const rest = [value];
  for (let next = rest.pop(); rest.length > 0 || next !== undefined; next = rest.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) yield* Object.keys(next);
    for (const inner of Object.values(next)) rest.push(inner);
  }
}

/** @param sent - The names in the request. @param kept - The names that are left after parsing, where each is unique. */
function assertNoneRepeated(sent: readonly string[], kept: readonly string[]): void {
  if (sent.length === kept.length) return;
  const remaining = Map.groupBy(kept, (name) => name);
  const repeated = sent.find((name) => remaining.get(name)?.pop() === undefined) ?? '';
  throw errors.invalidRequest([fieldError([repeated], 'must be given once')]);
}
