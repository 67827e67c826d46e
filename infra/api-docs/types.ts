// The parts that the API document is put together from. Types only.
import type * as z from 'zod/mini';
import type { Operation } from '../../shared/contracts/operation.ts';
import type * as responses from '../../shared/contracts/responses.ts';
import type { ProblemName } from './problems.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The operations on one kind of resource: a tag of the document. */
export interface Section {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Documentation[];
}

/** Everything about an operation that its contract does not say. */
export interface Documentation {
  readonly operation: Operation;
  readonly summary: string;
  readonly description: string;
  /** The `{id}` of the path. */
  readonly id?: PathId;
  /** The `{policy_id}` of the path. */
  readonly policyId?: PathId;
  /** Descriptions of the fields of the body and of the query parameters, by their paths, such as `token.name`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Examples of query parameters. They are valid together, and change nothing when a tool sends them. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** An example of the request body. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** The name of the response schema. Absent if the response has no body. */
  readonly response?: keyof typeof responses;
  /** An example of the response body. */
  readonly example?: unknown;
  /** An example of the response as CSV. */
  readonly csvExample?: string;
  /** The errors of the operation, in addition to those that it shares with similar operations. */
  readonly problems?: readonly ProblemName[];
  /** How the operation uses the table. */
  readonly storage: 'none' | 'read' | 'written';
}

export interface PathId {
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: number | string;
}

export interface Reference {
  readonly $ref: string;
}

export interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface MediaType {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, Reference | { readonly value: unknown }>>;
}
