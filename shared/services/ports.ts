// What the use cases need of the world outside: storage, ids, time and chance. Storage implements them; tests own them.

import type { TokenLocator } from '../auth/bearer-token.ts';
import type { Account, OidcSubject } from '../domain/account.ts';
import type { Actor, AuditEntry } from '../domain/audit.ts';
import type { Principal } from '../domain/principal.ts';
import type { Token } from '../domain/token.ts';
import type { User, UserSort, UserType } from '../domain/user.ts';
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

/** A change of one account with its audit entries; `before` is undefined when the account is new. */
export interface AccountChange {
  readonly before: Account | undefined;
  readonly after: Account;
  readonly entries: readonly AuditEntry[];
  /** Makes the first human Admin of a new workspace; refused with `workspace_founded` when it has had one. */
  readonly founding?: boolean;
}

/** `committed: false` = nothing was written, because somebody else wrote first: decide again from `current`. */
export type CommitResult =
  | { readonly committed: true; readonly account: Account }
  | { readonly committed: false; readonly current: Account | undefined };

export interface Accounts {
  byId(id: number): Promise<Account | undefined>;
  byUserId(userId: string): Promise<Account | undefined>;
  byTokenId(tokenId: number): Promise<Account | undefined>;
  /** @param arn - In normal form. */
  byIamPrincipal(arn: string): Promise<Account | undefined>;
  bySubject(subject: OidcSubject): Promise<Account | undefined>;
  /**
   * Writes the change and its entries in one transaction, if the account is still what `before` says.
   *
   * @throws Refusal `user_id_taken`, `last_human_admin`; `outcome_unknown` when no answer came back.
   */
  commit(change: AccountChange): Promise<CommitResult>;
  /** The longest a commit takes until it answers or gives up, in milliseconds. */
  readonly longestCommit: number;
}

export interface Ids {
  /** The next ids, never given before. A gap may remain. */
  next(wanted: { users: number; tokens: number }): Promise<{ user: number; token: number }>;
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

interface UserQuery {
  readonly types: readonly UserType[];
  readonly includeDeactivated: boolean;
  readonly sort: UserSort;
  readonly descending: boolean;
}

export interface Directory {
  users(query: UserQuery): Source<User>;
  serviceTokens(): Source<OwnedToken>;
}

export interface AuditLog {
  /** Newest first. */
  entries(): Source<AuditEntry>;
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
  readonly ids: Ids;
}

export interface Ports extends AccountPorts {
  readonly directory: Directory;
  readonly auditLog: AuditLog;
  /** The deployer's own prefix of tokens, or an empty string. */
  readonly tokenPrefix: string;
}
