// What an account's changes are to those who subscribe: events without secrets, derived from the states themselves.
import type { Account } from './account.ts';
import { type Change, changesBetween } from './audit.ts';
import { statusOf, type Token, type TokenStatus, type TokenType, typeOfTokens } from './token.ts';
import type { User } from './user.ts';

export type EventType =
  | `user.${'created' | 'updated' | 'role_changed' | 'deactivated' | 'reactivated'}`
  | `token.${'created' | 'revoked' | 'restored' | 'rotated' | 'compromised' | 'retired_secret_used' | 'deleted'}`
  | `token.${'expiring' | 'expired' | 'unused'}`;

/** Field names are those on the wire. Times are ISO 8601 UTC. */
export interface AccountEvent {
  readonly type: EventType;
  /** The same however often the event is delivered. */
  readonly id: string;
  readonly at: string;
  /** The `version` of the account: it grows with every change, and orders the events of one account. */
  readonly sequence: number;
  /** The `user_id` of who did it, and the request; null for what only time did. */
  readonly actor: string | null;
  readonly request_id: string | null;
  readonly user: Pick<User, 'id' | 'user_id' | 'user_type' | 'name' | 'role'>;
  /** Of `token.*`. */
  readonly token?: EventToken;
  /** Of `token.expiring`: 30, 7 or 1. */
  readonly expires_in_days?: number;
  /** Of `user.updated` and `user.role_changed`, by the name of the field. */
  readonly changes?: Readonly<Record<string, Change>>;
}

export interface EventToken extends Pick<Token, 'id' | 'name' | 'created' | 'created_by' | 'expiration' | 'last_used'> {
  readonly type: TokenType;
  readonly status: TokenStatus;
}

type EventContent = Pick<AccountEvent, 'type' | 'token' | 'changes'>;

/** Who wrote an account, when, and by which request. */
export type Cause = Pick<AccountEvent, 'at' | 'actor' | 'request_id'>;

/** The request of all that a restore writes. It tells nothing: it brings back what was told, and subscribers read it anew. */
export const RESTORE_REQUEST_ID = 'restore';

/** What a write of an account tells, in the order of its steps; nothing for a mere note of use. */
export function eventsBetween(before: Account | undefined, after: Account, cause: Cause): AccountEvent[] {
  if (cause.request_id === RESTORE_REQUEST_ID) return [];
  const { user, version } = after;
  const told = [...userEvents(before, after), ...tokenEvents(before, after, new Date(cause.at))];
  return told.map((about, index) => ({
    ...about,
    ...cause,
    id: `${user.id}-${version}-${index}`,
    sequence: version,
    user: eventUser(user),
  }));
}

const UPDATED = ['name', 'email', 'team_ids', 'iam_principals'] as const;

function userEvents(before: Account | undefined, after: Account): EventContent[] {
  if (before === undefined) return [{ type: 'user.created' }];
  const changes = changesBetween(before, after);
  const { role, deleted_at } = changes;
  const updated = Object.entries(changes).filter(([field]) => (UPDATED as readonly string[]).includes(field));
  return [
    ...(updated.length > 0 ? [{ type: 'user.updated', changes: Object.fromEntries(updated) } as const] : []),
    ...(role ? [{ type: 'user.role_changed', changes: { role } } as const] : []),
    ...(deleted_at ? [{ type: deleted_at.to === null ? 'user.reactivated' : 'user.deactivated' } as const] : []),
  ];
}

function tokenEvents(before: Account | undefined, after: Account, at: Date): EventContent[] {
  const tokensBefore = new Map(before?.tokens.map((token) => [token.id, token]));
  const told = after.tokens.flatMap((token) => {
    const earlier = tokensBefore.get(token.id);
    tokensBefore.delete(token.id);
    return tokenEventTypes(earlier, token).map((type) => ({ type, token: eventToken(token, after.user, at) }));
  });
  const deleted = [...tokensBefore.values()].map((token) => eventToken(token, after.user, at));
  return [...deleted.map((token) => ({ type: 'token.deleted', token }) as const), ...told];
}

function tokenEventTypes(before: Token | undefined, after: Token): EventType[] {
  if (before === undefined) return ['token.created'];
  const rotated = after.generation !== before.generation;
  const becameRetiredUse = !rotated && after.previous?.retired_use && !before.previous?.retired_use;
  return [
    ...(rotated ? (['token.rotated'] as const) : []),
    ...(becameRetiredUse ? (['token.retired_secret_used'] as const) : []),
    ...(after.revoked_at !== null && before.revoked_at === null ? (['token.revoked'] as const) : []),
    ...(after.revoked_at === null && before.revoked_at !== null ? (['token.restored'] as const) : []),
    ...(after.compromised_at !== null && before.compromised_at === null ? (['token.compromised'] as const) : []),
  ];
}

export function eventUser({ id, user_id, user_type, name, role }: User): AccountEvent['user'] {
  return { id, user_id, user_type, name, role };
}

export function eventToken(token: Token, owner: Pick<User, 'user_type'>, at: Date): EventToken {
  const { id, name, created, created_by, expiration, last_used } = token;
  const status = statusOf(token, at);
  return { id, name, type: typeOfTokens(owner), status, created, created_by, expiration, last_used };
}
