// What the API document says of an operation beside its contract.

import type { Operation } from '../../shared/contracts/operation.ts';
import type * as answers from '../../shared/contracts/responses.ts';
import type { ProblemName } from './problems.ts';

/** The operations on one kind of thing; a tag of the document. */
export interface Section {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Documentation[];
}

export interface Documentation {
  readonly operation: Operation;
  readonly summary: string;
  readonly description?: string;
  /** What the `{id}` of the path may be. */
  readonly id?: PathId;
  /** About fields of the body and parameters of the query, by their names. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Example of the body. */
  readonly request?: Readonly<Record<string, unknown>>;
  /** Its schema, and an example; none for an answer without a body. */
  readonly answer?: keyof typeof answers;
  readonly example?: unknown;
  /** Refusals beside those that `commonProblems` tells. */
  readonly problems?: readonly ProblemName[];
  /** Whether it needs the table. */
  readonly storage: 'none' | 'read' | 'written';
}

export interface PathId {
  readonly description: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly example: number | string;
}

const INTEGER = { type: 'integer', minimum: 1 };

export const USER_ID: PathId = {
  description: 'The `id` or the `user_id` of a user.',
  schema: { anyOf: [INTEGER, { type: 'string', maxLength: 300 }] },
  example: 'airflow_service_user@service',
};

export const TOKEN_ID: PathId = { description: 'The `id` of a token.', schema: INTEGER, example: 2 };

export const OWN_TOKEN_ID: PathId = {
  description: 'The `id` of a token, or `self`: the token that makes the call.',
  schema: { anyOf: [INTEGER, { type: 'string', const: 'self' }] },
  example: 'self',
};

export const TEAM_ID: PathId = { description: 'The `id` of a team.', schema: INTEGER, example: 2 };

export const DATASTORE_ID: PathId = { description: 'The `id` of a datastore.', schema: INTEGER, example: 1 };

/** About the parameters that every list takes. */
export const PAGING = {
  page: 'From 1.',
  cursor:
    'In the place of `page`: the `next_cursor` of the page before, or `*` to start a walk, which counts no total.',
};
