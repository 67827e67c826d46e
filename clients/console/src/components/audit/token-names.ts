// The names of the tokens in audit entries, which have only their ids.
import { useInfiniteQuery } from '@tanstack/react-query';
import { serviceTokensQuery } from '../../api/tokens.ts';
import type { AuditEntry } from '../../api/types.ts';

/** The tokens that are read to show their names: the largest page of the API. */
const MOST_TOKENS = 100;

/** By id. */
export type TokenNames = ReadonlyMap<string, string>;

/** The names of the tokens that a Service User has now. @param userId - Nothing is read for others. */
export function useTokenNames(userId: string | undefined): TokenNames {
  const isRead = userId?.endsWith('@service') ?? false;
  const query = serviceTokensQuery({ user_id: userId ?? '' }, MOST_TOKENS);
  const { data } = useInfiniteQuery({ ...query, enabled: isRead });
  const tokens = data?.pages.flatMap(({ items }) => items) ?? [];
  return new Map(tokens.map(({ id, name }) => [String(id), name]));
}

/** The names in entries: a token that was created or deleted is in its entry with all its fields. */
export function namesIn(entries: readonly AuditEntry[]): TokenNames {
  const changes = entries.flatMap((entry) => Object.entries(entry.changes));
  return new Map(
    changes.flatMap(([path, { from, to }]) => {
      const name = nameOf(to) ?? nameOf(from);
      return path.startsWith('tokens.') && name !== undefined ? [[idOf(path), name]] : [];
    }),
  );
}

/** The name of the token that an entry is about, or `token 7` if it is not known. @returns undefined for another entry */
export function tokenName({ action, changes }: AuditEntry, names: TokenNames): string | undefined {
  const path = Object.keys(changes).find((one) => one.startsWith('tokens.'));
  if (path === undefined || !action.startsWith('token.')) return undefined;
  return names.get(idOf(path)) ?? `token ${idOf(path)}`;
}

/** Of the path `tokens.7.revoked_at`, it is 7. */
function idOf(path: string): string {
  return path.split('.')[1] ?? '';
}

function nameOf(token: unknown): string | undefined {
  const hasName = typeof token === 'object' && token !== null && 'name' in token;
  return hasName && typeof token.name === 'string' ? token.name : undefined;
}
