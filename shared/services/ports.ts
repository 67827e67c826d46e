// What the use cases need of the world outside: storage, ids, time and chance. Storage implements them; tests own them.

import type { TokenLocator } from '../auth/bearer-token.ts';
import type { Account, OidcSubject } from '../domain/account.ts';
import type { Actor, AuditAction, AuditEntry } from '../domain/audit.ts';
import type { Datastore } from '../domain/datastore.ts';
import type { AccountEvent } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import type { Team } from '../domain/team.ts';
import type { Token, TokenStatus } from '../domain/token.ts';
import type { Role, User, UserSort, UserType } from '../domain/user.ts';
import type { Source } from './listing.ts';

/** Where a request comes from, and until when its work must be done. */
export interface Visit {
  readonly request_id: string;
  readonly source_ip: string;
  /** When the answer must be out, in milliseconds since the epoch. */
  readonly deadline: number;
}

/** A visit by somebody known, who is named in the audit log. */
export interface Origin extends Visit {
  readonly actor: Actor;
}

/** The origin of a request whose credential was verified. */
export interface Caller extends Origin {
  readonly principal: Principal;
}

/** The code of the refusal to make a second first Admin. */
export const WORKSPACE_FOUNDED = 'workspace_founded';

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
  readonly founding?: boolean;
}

/** `committed: false` = nothing was written, because somebody else wrote first: decide again from `current`. */
export type CommitResult<T> =
  | { readonly committed: true }
  | { readonly committed: false; readonly current: T | undefined };

export interface Repository<T, C extends Change<T> = Change<T>> {
  /**
   * Writes the change and its entries in one transaction, if the state is still what `before` says.
   *
   * @throws Refusal that the repository names; `outcome_unknown` when no answer came back.
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

/** What teams are called, as of now. `Public` is known without a read. */
export interface TeamNames {
  /** By id; one round trip for up to a hundred. What is not there is left out. */
  namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** By `nameKey` of the name. What is not there is left out. */
  idsOf(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
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

/** An account as far as one credential is concerned. */
export interface CredentialRecord {
  readonly version: number;
  readonly user: User;
  /** Undefined when the account has no such token. */
  readonly token: Token | undefined;
}

/** A token, and which of its secrets was shown. */
export interface UsedSecret {
  readonly token: Token;
  /** Whether it is the one that a rotation replaced, and that still works. */
  readonly retiring: boolean;
}

export interface Credentials {
  /** One strongly consistent read. */
  find(locator: TokenLocator): Promise<CredentialRecord | undefined>;
  /** Notes the use of the token, or of a Service User that signs, unless the account was written since it was read. */
  recordUse(account: Pick<Account, 'version' | 'user'>, used: UsedSecret | undefined, now: Date): Promise<void>;
}

/** A token with the account that it belongs to. */
export interface OwnedToken {
  readonly token: Token;
  readonly user: User;
}

export interface UserQuery {
  readonly types: readonly UserType[];
  readonly includeDeactivated: boolean;
  /** Part of the name, in any case. */
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly team_id?: number | undefined;
  readonly sort: UserSort;
  readonly descending: boolean;
}

export interface Directory {
  /** Every active account with its tokens, some at a time. */
  activeAccounts(): AsyncIterable<readonly Account[]>;
  users(query: UserQuery): Source<User>;
  /** In the order of their creation. @param status - As of `now`; all when undefined. */
  serviceTokens(status: TokenStatus | undefined, now: Date): Source<OwnedToken>;
}

export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** At this time or later. */
  readonly from?: string | undefined;
  /** Before this time. */
  readonly to?: string | undefined;
}

export interface AuditLog {
  /** Newest first. */
  entries(query: AuditQuery): Source<AuditEntry>;
}

export interface EventBus {
  /**
   * Puts the events on the bus, those of one account in their order. Fails when one was not taken; then some may have been.
   */
  publish(events: readonly AccountEvent[]): Promise<void>;
}

/** Up to when it was told which tokens expire or are unused. */
export interface TokenNotices {
  toldUntil(): Promise<Date | undefined>;
  /** Unless another run has told meanwhile. */
  advance(from: Date | undefined, to: Date): Promise<void>;
}

/** Time and chance. */
export interface Effects {
  now(): Date;
  /** In [0, 1). */
  random(): number;
  randomBytes(size: number): Uint8Array;
  sleep(milliseconds: number): Promise<void>;
}

/** What it takes to find and change accounts. */
export interface AccountPorts extends Effects {
  readonly accounts: Accounts;
  readonly teamNames: TeamNames;
  readonly ids: Ids;
}

export interface Ports extends AccountPorts {
  readonly teams: Teams;
  readonly datastores: Datastores;
  readonly policies: Policies;
  readonly directory: Directory;
  readonly auditLog: AuditLog;
  /** The deployer's own prefix of tokens, or an empty string. */
  readonly tokenPrefix: string;
}
