// Repositories: each reads and changes one kind of record; a change is one transaction with its audit entries.
import type { Account, OidcSubject } from '../../domain/account.ts';
import type { AuditEntry } from '../../domain/audit.ts';
import type { Datastore } from '../../domain/datastore.ts';
import type { IdempotencyRecord } from '../../domain/idempotency.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Session } from '../../domain/session.ts';
import type { Team } from '../../domain/team.ts';
import type { Source } from '../listing.ts';

/** A change of a record with its audit entries. A state is undefined where the record does not exist. */
export interface Change<T> {
  readonly before: T | undefined;
  readonly after: T | undefined;
  readonly entries: readonly AuditEntry[];
}

/** A change of an account. Accounts are never deleted. */
export interface AccountChange extends Change<Account> {
  readonly after: Account;
  /** A session that is created together with the change. */
  readonly session?: NewSession | undefined;
  /** The record of a creation with an idempotency key. */
  readonly idempotency?: IdempotencyRecord | undefined;
  /** Creates the first human Admin of a new workspace; rejected with `workspace_founded` when it already had one. */
  readonly bootstrap?: boolean;
}

/** `committed: false`: nothing was written, because the record was changed concurrently; `current` is its new state. */
export type CommitResult<T> =
  | { readonly committed: true }
  | { readonly committed: false; readonly current: T | undefined };

export interface Repository<T, C extends Change<T> = Change<T>> {
  /**
   * Writes the change and its entries in one transaction, if the stored state is still `before`.
   *
   * @throws DomainError that the repository names; `outcome_unknown` when the database did not respond.
   */
  commit(change: C): Promise<CommitResult<T>>;
  /** The longest time that a commit takes until it returns or throws, in milliseconds. */
  readonly longestCommit: number;
}

/** A session, and the OIDC token that is used up by its creation. */
export interface NewSession {
  readonly session: Session;
  /** Undefined when the issuer's tokens may be exchanged more than once. */
  readonly spent: SpentToken | undefined;
}

/** An OIDC token that can be used once. */
export interface SpentToken {
  readonly issuer: string;
  /** The claim `jti`, or a hash of the token. */
  readonly token_id: string;
  /** When the token expires, in seconds since the epoch. */
  readonly expires: number;
}

/** A session is created with a change of its account, or separately. A commit ends a session. */
export interface Sessions extends Repository<Session> {
  /**
   * Creates a session in one transaction.
   *
   * @returns false when another session has the id, or another request is using the token: nothing was written
   * @throws DomainError `id_token_used`; `outcome_unknown` when the database did not respond
   */
  create(session: NewSession): Promise<boolean>;
  byId(accountId: number, id: number): Promise<Session | undefined>;
  /** Up to 100 in one round trip. Sessions that do not exist are left out. */
  byIds(ids: readonly Pick<Session, 'account_id' | 'id'>[]): Promise<Session[]>;
  /** The sessions of an account that have not ended at this time, by id; at most 1,000, in one round trip. */
  ofAccount(accountId: number, now: Date): Promise<Session[]>;
}

/**
 * Rejects a change with `already_created`, `idempotency_key_reused`, `id_token_used`, `user_id_taken`, `last_human_admin`, `subject_taken`, `iam_principal_taken`, or with
 * `validation_failed` for a team that was deleted in the meantime.
 */
export interface Accounts extends Repository<Account, AccountChange> {
  byId(id: number): Promise<Account | undefined>;
  /** Reads up to 100 accounts in one round trip. Unknown ids are left out. @param ids - Each id once. */
  byIds(ids: readonly number[]): Promise<Account[]>;
  byUserId(userId: string): Promise<Account | undefined>;
  /** Reads up to 100 accounts in two round trips. Unknown ones are left out. @param userIds - Each once. */
  byUserIds(userIds: readonly string[]): Promise<Account[]>;
  byTokenId(tokenId: number): Promise<Account | undefined>;
  /** @param arn - In normal form. */
  byIamPrincipal(arn: string): Promise<Account | undefined>;
  bySubject(subject: OidcSubject): Promise<Account | undefined>;
  /** The number of active human Admins (R8). */
  countHumanAdmins(): Promise<number>;
}

/** Rejects a change with `team_name_taken`, `team_in_use`. */
export interface Teams extends Repository<Team> {
  byId(id: number): Promise<Team | undefined>;
  /** @param name - A part of the name, in any case; undefined lists all. */
  byName(name?: string): Source<Team>;
}

/** Rejects a change with `datastore_name_taken`, or with `validation_failed` for a team that was deleted meanwhile. */
export interface Datastores extends Repository<Datastore> {
  byId(id: number): Promise<Datastore | undefined>;
  /** @param name - A part of the name, in any case; undefined lists all. */
  byName(name?: string): Source<Datastore>;
  /** The datastores of at least one of the teams, each once, by name. */
  ofTeams(teamIds: readonly number[], name?: string): Source<Datastore>;
}

/** The token policy, of which a workspace has one. */
export interface Policies extends Repository<Policy> {
  /** The default policy until an Admin changes it. */
  current(): Promise<Policy>;
}

export type Sequence = 'user' | 'token' | 'team' | 'datastore' | 'federation_policy';

export interface Ids {
  /** The next id of each sequence. An id is issued once; gaps are possible. */
  next<S extends Sequence>(...sequences: readonly S[]): Promise<Record<S, number>>;
}
