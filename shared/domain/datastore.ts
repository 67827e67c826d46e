// A datastore: a resource of the platform that accounts reach by their teams.

/** Field names are those of the API. */
export interface Datastore {
  /** Grows by one with every change; 0 = not yet stored. */
  readonly version: number;
  readonly id: number;
  readonly name: string;
  /** Without any, only the Admin role reaches it. */
  readonly team_ids: readonly number[];
}
