// Queries: what is read across aggregates, and what authentication reads and records.
import type { TokenLocator } from '../../auth/bearer-token.ts';
import type { Account } from '../../domain/account.ts';
import type { AuditAction, AuditEntry } from '../../domain/audit.ts';
import type { Token, TokenStatus } from '../../domain/token.ts';
import type { Role, User, UserSort, UserType } from '../../domain/user.ts';
import type { Source } from '../listing.ts';

/** What teams are called, as of now. `Public` is known without a read. */
export interface TeamNames {
  /** By id; one round trip for up to a hundred. What is not there is left out. */
  namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** By `nameKey` of the name. What is not there is left out. */
  idsOf(names: readonly string[]): Promise<ReadonlyMap<string, number>>;
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
