// Converts a token to a map in the item of its account and back.
import type { Narrowing } from '../../domain/narrowing.ts';
import { DAY_MS, type PreviousSecret, type Token } from '../../domain/token.ts';
import { itemOf, listOf, mapOf, nullable, number, oneOf, text, withDefault } from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';

const previousSecret = mapOf<PreviousSecret>({
  hash: text,
  generation: number,
  expires: text,
  last_used: nullable(text),
  made_newest: withDefault(oneOf([true, false]), false),
  retired_use: withDefault(nullable(text), null),
});

/** The attributes that narrow a token or a federation policy, which items of earlier releases do not have. */
export const narrowing = {
  scopes: withDefault(nullable(listOf(text)), null),
  allowed_cidrs: withDefault(listOf(text), []),
};

const parseStoredToken = itemOf<Omit<Token, 'lifetime_days'> & { readonly lifetime_days: number | null | undefined }>({
  id: number,
  name: text,
  hash: text,
  generation: number,
  previous: nullable(previousSecret),
  retired: withDefault(listOf(text), []),
  hint: text,
  created: text,
  created_by: text,
  rotated_at: withDefault(nullable(text), null),
  confirmed_at: withDefault(nullable(text), null),
  expiration: nullable(text),
  lifetime_days: withDefault(nullable(number), undefined),
  last_used: nullable(text),
  revoked_at: nullable(text),
  restored_at: withDefault(nullable(text), null),
  compromised_at: nullable(text),
  ...narrowing,
  refused_address: withDefault(nullable(text), null),
});

/** The lifetime is stored only when it differs from the one that the expiration shows: a read unit covers 4 kB. */
export function parseToken(item: unknown): Token {
  const { lifetime_days, ...token } = parseStoredToken(item);
  return { ...token, lifetime_days: lifetime_days === undefined ? lifetimeOf(token) : lifetime_days };
}

/** In days, at least one. */
function lifetimeOf({ created, rotated_at, expiration }: Pick<Token, 'created' | 'rotated_at' | 'expiration'>) {
  if (expiration === null) return null;
  return Math.max(1, Math.round((Date.parse(expiration) - Date.parse(rotated_at ?? created)) / DAY_MS));
}

/** Leaves out attributes that are empty for most tokens: a read unit covers 4 kB of the item. */
export function toTokenItem({
  rotated_at,
  confirmed_at,
  restored_at,
  retired,
  previous,
  lifetime_days,
  scopes,
  allowed_cidrs,
  refused_address,
  ...token
}: Token): Item {
  return {
    ...token,
    ...toNarrowingItem({ scopes, allowed_cidrs }),
    ...(refused_address !== null && { refused_address }),
    previous: previous && toPreviousItem(previous),
    ...(lifetime_days !== lifetimeOf({ ...token, rotated_at }) && { lifetime_days }),
    ...(rotated_at !== null && { rotated_at }),
    ...(confirmed_at !== null && { confirmed_at }),
    ...(restored_at !== null && { restored_at }),
    ...(retired.length > 0 && { retired }),
  };
}

export function toNarrowingItem({ scopes, allowed_cidrs }: Narrowing): Item {
  return { ...(scopes !== null && { scopes }), ...(allowed_cidrs.length > 0 && { allowed_cidrs }) };
}

function toPreviousItem({ made_newest, ...previous }: PreviousSecret): Item {
  return { ...previous, ...(made_newest && { made_newest }) };
}
