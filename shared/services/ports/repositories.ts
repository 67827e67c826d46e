// Repositories: what is read and changed one aggregate at a time, each change in one transaction with its audit entries.
import type { Account, OidcSubject } from '../../domain/account.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Datastore } from '../../domain/datastore.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Team } from '../../domain/team.ts';
import type { Source } from '../listing.ts';

/** A change of something that is stored, with its audit entries; undefined = it is not there (yet, or any more). */
export interface Change<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
  readonly entries: readonly AuditEntry[];
}

/** A change of one account, which is never deleted. */
export interface AccountChange extends Change<Account> {
  readonly after: Account;
  /** Makes the first human Admin of a new workspace; refused with `workspace_founded` when it has had one. */
  readonly bootstrap?: boolean;
}

/** `committed: false` = nothing was written, because somebody else wrote first: decide again from `current`. */
export type CommitResult<T> =
  | { readonly committed: true }
  | { readonly committed: false; readonly current: T | undefined };

export interface Repository<T, C extends Change<T> = Change<T>> {
  /**
   * Writes the change and its entries in one transaction, if the state is still what `before` says.
   *
   * @throws DomainError that the repository names; `outcome_unknown` when no answer came back.
   */
  commit(change: C): Promise<CommitResult<T>>;
  /** The longest a commit takes until it answers or gives up, in milliseconds. */
  readonly longestCommit: number;
}

/** Refuses with `user_id_taken`, `last_human_admin`, `iam_principal_taken`, `validation_failed` for a team deleted since. */
export interface Accounts extends Repository<Account, AccountChange> {
  byId(id: number): Promise<Account | undefined>;
  byUserId(userId: string): Promise<Account | undefined>;
  byTokenId(tokenId: number): Promise<Account | undefined>;
  /** @param arn - In normal form. */
  byIamPrincipal(arn: string): Promise<Account | undefined>;
  bySubject(subject: OidcSubject): Promise<Account | undefined>;
  /** The active human Admins (R8). */
  countHumanAdmins(): Promise<number>;
}

/** Refuses with `team_name_taken`, `team_in_use`. */
export interface Teams extends Repository<Team> {
  byId(id: number): Promise<Team | undefined>;
  byName(): Source<Team>;
}

/** The token policy of the workspace, of which there is one. */
export interface Policies extends Repository<Policy> {
  /** The default until an Admin changed it. */
  current(): Promise<Policy>;
}

/** Refuses with `datastore_name_taken`, `validation_failed` for a team deleted since. */
export interface Datastores extends Repository<Datastore> {
  byId(id: number): Promise<Datastore | undefined>;
  byName(): Source<Datastore>;
  /** Those that name at least one of the teams, each once, by name. */
  ofTeams(teamIds: readonly number[]): Source<Datastore>;
}

export type Sequence = 'user' | 'token' | 'team' | 'datastore';

export interface Ids {
  /** The next id of each sequence, never given before. A gap may remain. */
  next<S extends Sequence>(...sequences: readonly S[]): Promise<Record<S, number>>;
}
