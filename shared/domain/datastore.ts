// A datastore: a resource of the platform that accounts reach through their teams.

/** Field names are those of the API. */
export interface Datastore {
  /** Incremented by every change; 0 means not stored yet. */
  readonly version: number;
  readonly id: number;
  readonly name: string;
  /** Without a team, only the role Admin reaches it. */
  readonly team_ids: readonly number[];
}
