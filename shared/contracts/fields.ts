// The building blocks of the wire schemas: names, roles, identifiers, paging.
import * as z from 'zod/mini';
import { formatIamPrincipal, type IamPrincipal, parseIamPrincipal } from '../domain/iam-principal.ts';
import { isPublicName, MAX_TEAMS, nameKey } from '../domain/team.ts';
import { ROLES } from '../domain/user.ts';

/** A name that people read: trimmed, 1-`max` characters, none of them a control character or half of a surrogate pair. */
function displayName(max: number) {
  return z
    .string()
    .check(
      z.trim(),
      z.minLength(1),
      z.maxLength(max),
      z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text without control characters'),
    );
}

export const UserName = displayName(255);
export const TokenName = displayName(255);
export const RoleField = z.enum(ROLES);
export const TeamName = displayName(100);
export const DatastoreName = displayName(100);

/** Teams by their names, in any case, each once. */
export const Teams = z.array(TeamName).check(
  z.refine((names) => names.filter((name) => !isPublicName(name)).length <= MAX_TEAMS, `must be at most ${MAX_TEAMS}`),
  z.refine((names) => new Set(names.map(nameKey)).size === names.length, 'must name each team once'),
);

/** `<arn>` or `<arn>#<unique id>` of IAM roles or users; sessions are taken for their role. Kept in normal form. */
export const IamPrincipals = z
  .array(
    z.pipe(
      z.string().check(
        z.maxLength(2048),
        z.refine(
          (text) => parseIamPrincipal(text) !== undefined,
          'must be the ARN of an IAM role or user, without wildcards',
        ),
      ),
      z.transform((text) => formatIamPrincipal(parseIamPrincipal(text) as IamPrincipal)),
    ),
  )
  .check(
    z.maxLength(20),
    z.refine(
      (all) => new Set(all.map((one) => one.split('#')[0])).size === all.length,
      'must name each role or user once',
    ),
  );

/** The largest id: what the six base62 digits have room for that a bearer token gives it. */
const MAX_ID = 62 ** 6 - 1;
export const Id = z.int().check(z.minimum(1), z.maximum(MAX_ID));

/** Days until a token expires, 1-365, or null for never. */
export const ExpiresInDays = z.nullable(z.int().check(z.minimum(1), z.maximum(365)));

/** A whole number in a query string. */
export function wholeNumber(min: number, max: number) {
  return z.pipe(
    z.string().check(z.regex(/^\d{1,15}$/, 'must be a whole number')),
    z.pipe(
      z.transform((digits: string) => Number(digits)),
      z.int().check(z.minimum(min), z.maximum(max)),
    ),
  );
}

/** `true` or `false` in a query string. */
export const Flag = z.pipe(
  z.enum(['true', 'false']),
  z.pipe(
    z.transform((text: 'true' | 'false') => text === 'true'),
    z.boolean(),
  ),
);

/** An ISO 8601 time with its offset, or a date (its start, UTC), in a query string; read as a UTC time. */
export const Time = z.pipe(
  z.union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be an ISO 8601 time with its offset, or a date'),
  z.transform((text: string) => new Date(text).toISOString()),
);

const MAX_PAGE_SIZE = 200;

/**
 * `page` (from 1) and `size` (1-200), or `cursor`: the `next_cursor` of the page before, or `*` to start a walk, which pays
 * for no total.
 */
export const paging = {
  page: z.optional(wholeNumber(1, 1_000_000)),
  size: z._default(wholeNumber(1, MAX_PAGE_SIZE), 50),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(2048))),
};
