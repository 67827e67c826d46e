// The contract of an operation: its route, its callers, and the schemas of its request.
import type * as z from 'zod/mini';
import type { OperationScope } from '../domain/scopes.ts';
import type { Role } from '../domain/user.ts';

/**
 * The callers of an operation:
 * a list of roles; `human` (every person); `authenticated` (every account); `public` (no credential).
 */
export type Audience = readonly Role[] | 'human' | 'authenticated' | 'public';

/** The headers that some operations read, in lower case. */
export interface RequestHeaders {
  readonly 'idempotency-key'?: string | undefined;
}

export interface Operation<Body = unknown, Query = unknown> {
  /** The folder and file of its function: `users/create-user` is `functions/users/create-user.ts`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path of the route, with parameters in braces. */
  readonly path: `/api/${string}`;
  /** Further routes of the same function. */
  readonly otherRoutes?: readonly { readonly method: 'GET' | 'HEAD'; readonly path: `/api/${string}` }[];
  readonly audience: Audience;
  /** The scope that a credential with scopes needs (R15); null for an operation that every credential may use. */
  readonly scope: OperationScope | null;
  /** The `{id}` of the path with which the operation needs no scope. */
  readonly idWithoutScope?: string;
  /** The schema of the JSON body. Without one, a request with a body is rejected. */
  readonly body?: z.ZodMiniType<Body>;
  /** The schema of a form-encoded body, instead of a JSON one. */
  readonly form?: z.ZodMiniType<Body>;
  /** The schema of the query string. Without one, no parameter is accepted. */
  readonly query?: z.ZodMiniType<Query>;
  /** The schema of the headers that the operation reads. Others are ignored, as HTTP requires. */
  readonly headers?: z.ZodMiniType<RequestHeaders>;
  /** Whether the response is available as CSV, with `format=csv`. */
  readonly csv?: true;
  /** The form of errors: those of OAuth (RFC 6749), instead of problem documents only. */
  readonly errors?: 'oauth';
  /** The HTTP status of a successful response. */
  readonly status: 200 | 201 | 202 | 204;
}

/** Declares an operation and keeps the types of its schemas. */
export function operation<Body = undefined, Query = undefined>(
  declared: Operation<Body, Query>,
): Operation<Body, Query> {
  return declared;
}
