// Queries: lists, names of teams, and what authentication reads and records.
import type { SessionLocator, TokenLocator } from '../../auth/bearer-token.ts';
import type { Account } from '../../domain/account.ts';
import type { AuditAction, AuditEntry } from '../../domain/audit.ts';
import type { AccountEvent, FederationUse } from '../../domain/events.ts';
import type { IdempotencyRecord } from '../../domain/idempotency.ts';
import type { LabelFilter } from '../../domain/ownership.ts';
import type { Session, SessionAccount } from '../../domain/session.ts';
import type { Token } from '../../domain/token.ts';
import type { TokenSelection } from '../../domain/token-selection.ts';
import type { Role, User, UserSort, UserType } from '../../domain/user.ts';
import type { Source } from '../listing.ts';

/** The current names of teams. `Public` is known without a read. */
export interface TeamNames {
  /** By id, in one round trip for up to a hundred. Unknown ids are left out. */
  namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** By `nameKey` of the name. Unknown names are left out. */
  idsOf(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** The part of an account that one credential needs. */
export interface CredentialRecord {
  readonly version: number;
  readonly user: User;
  /** Undefined when the account does not have the token. */
  readonly token: Token | undefined;
}

/** A token, and which of its secrets was presented. */
export interface UsedSecret {
  readonly token: Token;
  /** Whether it is the previous secret, during the overlap of a rotation. */
  readonly isPrevious: boolean;
}

export interface Credentials {
  /** One strongly consistent read. */
  find(locator: TokenLocator): Promise<CredentialRecord | undefined>;
  /**
   * Records a use, in at most 200 ms unless it confirms a rotation.
   *
   * @returns false when the account changed since it was read: nothing was recorded
   * @throws when the write failed
   */
  recordUse(use: Use): Promise<boolean>;
}

/** A session with what decides whether it is valid. */
export interface SessionRecord {
  readonly account: SessionAccount;
  readonly session: Session;
}

export interface SessionLookup {
  /** One strongly consistent round trip. Undefined when the session or its account does not exist. */
  find(locator: SessionLocator): Promise<SessionRecord | undefined>;
}

interface Use {
  readonly account: Pick<CredentialRecord, 'version' | 'user'>;
  /** Undefined when a Service User signs, or uses a session. */
  readonly used: UsedSecret | undefined;
  /** Whether it is the first use of the newest secret, which confirms the rotation. */
  readonly confirms: boolean;
  readonly now: Date;
}

/** The last uses of a federation policy, each accurate to five minutes; null before the first one. */
export interface PolicyUse {
  readonly last_used: string | null;
  /** The subject of the token that was exchanged then. */
  readonly last_subject: string | null;
  /** The time when a token of the policy's issuer was last refused. */
  readonly last_refused: string | null;
}

export interface FederationUses {
  /** The uses of the policies of an account, by the id of the policy. One strongly consistent read. */
  of(accountId: number): Promise<(policyId: number) => PolicyUse>;
  /** The uses of the policies of several accounts, in one round trip for up to 100. @param accountIds - Each once. */
  ofAccounts(accountIds: readonly number[]): Promise<(accountId: number, policyId: number) => PolicyUse>;
  /**
   * Records a use or a rejection, unless the same was recorded in the last five minutes. It takes at most 200 ms, and does
   * not fail: a write that fails is logged.
   */
  record(use: FederationUse): Promise<void>;
}

/** The creations that were made with an idempotency key. A creation stores its record in its transaction. */
export interface IdempotencyRecords {
  /** One strongly consistent read. Undefined when no creation has the key, or when its record has expired. */
  find(key: string, now: Date): Promise<IdempotencyRecord | undefined>;
}

/** A token with the user that owns it. */
export interface OwnedToken {
  readonly token: Token;
  readonly user: User;
}

export interface UserQuery {
  readonly types: readonly UserType[];
  readonly includeDeactivated: boolean;
  /** @default false */
  readonly onlyDeactivated?: boolean | undefined;
  /** A part of the name, in any case. */
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly team_id?: number | undefined;
  /** The `user_id` of an owner. */
  readonly owner?: string | undefined;
  readonly label?: LabelFilter | undefined;
  readonly sort: UserSort;
  readonly descending: boolean;
}

/** The lists of accounts and of their tokens. */
export interface Directory {
  /** Every active account with its tokens, in chunks. */
  activeAccounts(): AsyncIterable<readonly Account[]>;
  /** Every active Service User of an owner, in chunks. @param owner - The `user_id`. */
  activeAccountsOf(owner: string): AsyncIterable<readonly Account[]>;
  users(query: UserQuery): Source<Account>;
  /** In the order of creation; of the expiration, if the selection depends on it. */
  serviceTokens(selection: TokenSelection): Source<OwnedToken>;
}

export interface AuditQuery {
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** Inclusive. */
  readonly from?: string | undefined;
  /** Exclusive. */
  readonly to?: string | undefined;
}

export interface AuditLog {
  /** Newest first. */
  entries(query: AuditQuery): Source<AuditEntry>;
  /**
   * Writes entries about a request that changed nothing, and publishes their events.
   *
   * @param make - Makes the entries; again with other ids when an id is taken.
   * @throws DomainError `busy`, `outcome_unknown`.
   */
  append(make: () => readonly PublishedEntry[]): Promise<void>;
}

/** An entry with the event that the reader of the table's stream publishes. */
interface PublishedEntry extends AuditEntry {
  readonly event: AccountEvent;
}
