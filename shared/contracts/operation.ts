// What one operation of the API is: its route, who may call it, and the shape of what it takes.
import type * as z from 'zod/mini';
import type { Role } from '../domain/user.ts';

/**
 * Who may call an operation:
 * a list of roles; `people` (human accounts); `anyone` (every authenticated account); `open` (no credential).
 */
export type Audience = readonly Role[] | 'human' | 'authenticated' | 'public';

export interface Operation<Body = unknown, Query = unknown> {
  /** Folder and file of its function: `users/create-user` is `functions/users/create-user.ts`. */
  readonly id: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path of the route, parameters in braces. */
  readonly path: `/api/${string}`;
  readonly audience: Audience;
  /** Schema of the JSON body; without one the body is not read. */
  readonly body?: z.ZodMiniType<Body>;
  /** Schema of a form-encoded body, in the place of a JSON one. */
  readonly form?: z.ZodMiniType<Body>;
  /** Schema of the query string; without one no parameter is accepted. */
  readonly query?: z.ZodMiniType<Query>;
  /** HTTP status of the answer when the operation succeeds. */
  readonly status: 200 | 201 | 202 | 204;
}

/** Declares an operation, keeping the types of its schemas. */
export function operation<Body = undefined, Query = undefined>(
  declared: Operation<Body, Query>,
): Operation<Body, Query> {
  return declared;
}
