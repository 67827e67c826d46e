// The parameters that several operations share.
import { EXAMPLE_ID } from './examples.ts';
import type { JsonSchema, PathId } from './types.ts';

const INTEGER: JsonSchema = { type: 'integer', format: 'int64', minimum: 1 };

/** A `{id}` whose example no workspace has: a tool that sends it changes nothing. */
function pathId(description: string, ...alternatives: JsonSchema[]): PathId {
  const schema = alternatives.length > 0 ? { anyOf: [INTEGER, ...alternatives] } : INTEGER;
  return { description, schema, example: EXAMPLE_ID };
}

export const USER_ID = pathId('The `id` or the `user_id` of a user, or `me` for the caller.', {
  type: 'string',
  minLength: 1,
  maxLength: 300,
});

export const TOKEN_ID = pathId('The `id` of a token.');

export const OWN_TOKEN_ID = pathId('The `id` of a token, or `self` for the token that makes the request.', {
  type: 'string',
  const: 'self',
});

export const FEDERATION_POLICY_ID = pathId('The `id` of a federation policy.');

export const TEAM_ID = pathId('The `id` of a team.');

export const DATASTORE_ID = pathId('The `id` of a datastore.');

/** Descriptions of headers. */
export const HEADERS = {
  'idempotency-key':
    'Makes the creation safe to repeat: a key that you choose for it, such as a UUID. For 24 hours, a repeat by the same account is rejected with 409 `already_created` and the `id` of what was created, and another request with the key with 422 `idempotency_key_reused`. A creation that failed does not use up the key.',
};

/** Descriptions of the parameters of every list. */
export const PAGING = {
  page: 'The number of the page, from 1. `page` times `size` is at most 10,000. Beyond that, and if a filter skips too many items before the page, the response is 422: use `cursor`.',
  size: 'The maximum number of items on a page.',
  cursor:
    'Returns the page that starts at this cursor, without a `total`. Send `*` for the first page, then the `next_cursor` of the response before. It replaces `page`.',
};

/** Descriptions of the fields that narrow a new token. */
export const NARROWING = {
  scopes:
    'What the token may do, as a part of what its account may do: `<resource>:read` or `<resource>:write` for `users`, `tokens`, `teams`, `datastores`, `audit`, `policy` and `introspect`, and `api:<name>` for an API behind the authorizer. At most 20. By default everything.',
  allowed_cidrs:
    'The addresses and networks that the token may be used from, such as `203.0.113.0/24`. At most 20. By default any.',
};

/** Says what a client gets when a filter selects few of many items. */
export const SHORT_PAGES =
  'A filter that would skip too many items ends the page early: it has fewer items, even none, and a `next_cursor`.';

/** Examples of the parameters of every list. There is none for `cursor`, which replaces `page`. */
export const FIRST_PAGE = { page: 1, size: 50 };
