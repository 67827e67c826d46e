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

/** The name of the token that an entry is about. @returns undefined for none, for several, and for an unknown name */
export function tokenName({ changes }: AuditEntry, names: TokenNames): string | undefined {
  const paths = Object.keys(changes).filter((path) => path.startsWith('tokens.'));
  const ids = new Set(paths.map((path) => path.split('.')[1] ?? ''));
  const [id = ''] = ids;
  if (ids.size !== 1) return undefined;
  // A token that was created or deleted is in the entry with all its fields.
  const { from, to } = changes[`tokens.${id}`] ?? {};
  return names.get(id) ?? nameOf(to) ?? nameOf(from);
}

function nameOf(token: unknown): string | undefined {
  const hasName = typeof token === 'object' && token !== null && 'name' in token;
  return hasName && typeof token.name === 'string' ? token.name : undefined;
}
