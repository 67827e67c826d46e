// The building blocks of the wire schemas: names, roles, identifiers, paging.
import * as z from 'zod/mini';
import { EMAIL, isEmail, MAX_EMAIL_LENGTH } from '../domain/email.ts';
import { formatIamPrincipal, type IamPrincipal, parseIamPrincipal } from '../domain/iam-principal.ts';
import { isVisible, LINE, LINES, nameKey, normalizeText } from '../domain/names.ts';
import { LABEL_KEY, MAX_LABELS, MAX_MANAGED_BY_LENGTH, MAX_OWNERS, MAX_PURPOSE_LENGTH } from '../domain/ownership.ts';
import { containsToken } from '../domain/quote.ts';
import { isPublicName, MAX_TEAMS } from '../domain/team.ts';
import { MAX_USER_ID_LENGTH, ROLES } from '../domain/user.ts';

/** Text that people read, stored in the form of `normalizeText`. */
function displayText(pattern: RegExp, max: number) {
  return z.string().check(
    z.overwrite(normalizeText),
    z.maxLength(max),
    z.regex(pattern, 'must be text without control or invisible characters'),
    // Names are in responses, audit entries and events, where no secret may be (R11).
    z.refine((text) => !containsToken(text), 'must not contain a token'),
  );
}

/** Compatibility characters have longer keys than names. A sort key of the table has at most 1024 bytes. */
const MAX_KEY_GROWTH = 3;

/** A name of 1-`max` characters, at least one of them visible. */
function displayName(max: number) {
  return displayText(LINE, max).check(
    z.minLength(1),
    z.refine((name) => name === '' || isVisible(name), 'must have at least one visible character'),
    z.refine((name) => nameKey(name).length <= max * MAX_KEY_GROWTH, 'is too long'),
  );
}

/** Text of several lines, which may be empty. */
export const Description = displayText(LINES, 1000);

/** A name, or a part of one, in a query string. */
export function namePart(max: number) {
  return z.string().check(
    z.minLength(1),
    z.maxLength(max),
    z.refine((part) => part === '' || nameKey(part) !== '', 'must have at least one visible character'),
  );
}

const MAX_NAME_LENGTH = 255;
export const UserName = displayName(MAX_NAME_LENGTH);
export const TokenName = displayName(MAX_NAME_LENGTH);
export const PolicyName = displayName(100);

/** Also applies to the e-mail of a first login. */
export const Email = z.email({ pattern: EMAIL }).check(
  z.maxLength(MAX_EMAIL_LENGTH),
  z.refine((text) => !EMAIL.test(text) || isEmail(text), 'must not contain a token'),
);
export const RoleField = z.enum(ROLES);
export const TeamName = displayName(100);
export const DatastoreName = displayName(100);

/** The names of teams, in any case, each of them once. */
export const Teams = z.array(TeamName).check(
  z.refine((names) => names.filter((name) => !isPublicName(name)).length <= MAX_TEAMS, `must be at most ${MAX_TEAMS}`),
  z.refine((names) => new Set(names.map(nameKey)).size === names.length, 'must name each team once'),
);

/** `<arn>` or `<arn>#<unique id>` of IAM roles or users, in normal form. The ARN of a session becomes that of its role. */
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

/** The owners of a Service User by their `user_id`, each of them once. */
export const Owners = z.array(z.string().check(z.minLength(1), z.maxLength(MAX_USER_ID_LENGTH))).check(
  z.maxLength(MAX_OWNERS),
  z.refine((userIds) => new Set(userIds).size === userIds.length, 'must name each person once'),
);

/** What a Service User is for. Empty text means the same as null. */
export const Purpose = displayText(LINES, MAX_PURPOSE_LENGTH);

/** What manages a Service User. Empty text means the same as null. */
export const ManagedBy = displayText(LINE, MAX_MANAGED_BY_LENGTH);

/** The labels of a Service User. A key with another form is refused. */
export const Labels = z.pipe(
  withoutProto<string>(),
  z
    .record(
      z.string().check(
        z.regex(LABEL_KEY, 'must be 1-63 letters, digits or . _ / -, the first a letter or digit'),
        z.refine((key) => !containsToken(key), 'must not contain a token'),
      ),
      displayText(LINE, MAX_NAME_LENGTH),
    )
    .check(z.refine((labels) => Object.keys(labels).length <= MAX_LABELS, `must be at most ${MAX_LABELS}`)),
);

/** The largest id: a bearer token has six base62 digits for it. */
const MAX_ID = 62 ** 6 - 1;
export const Id = z.int().check(z.minimum(1), z.maximum(MAX_ID));

/** The days until a token expires, 1-365, or null for a token that never expires. */
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

/** `true` or `false` in a query string, in any case, or `1` or `0`. */
export const Flag = z.pipe(
  z.string().check(z.regex(/^(?:true|false|1|0)$/i, 'must be true or false')),
  z.pipe(
    z.transform((text: string) => /^(?:true|1)$/i.test(text)),
    z.boolean(),
  ),
);

/** An object without the name `__proto__`. A record drops it, and what is stored would not be what the request said. */
export function withoutProto<Value>() {
  const accepts = (value: unknown) =>
    !(typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'));
  return z.custom<Record<string, Value>>(accepts, 'must not have the name __proto__');
}

/** A field of a creation that may be left out. `null` means the same as leaving it out. */
export function orAbsent<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.optional(
    z.pipe(
      z.nullable(schema),
      z.transform((value) => value ?? undefined),
    ),
  );
}

/** A field of a creation that has a default. `null` means the same as leaving it out. */
export function orDefault<Schema extends z.ZodMiniType>(schema: Schema, value: z.output<Schema>) {
  return z.pipe(
    z.optional(z.nullable(schema)).check(z.meta({ default: value })),
    z.transform((given) => given ?? value),
  );
}

/** The `id` or the `user_id` of a user. */
export const UserReference = z.union(
  [Id, z.string().check(z.minLength(1), z.maxLength(300))],
  'must be an id or a user_id',
);

const MAX_PAGE_SIZE = 200;

const paging = {
  page: z.optional(wholeNumber(1, 10_000)),
  size: z._default(wholeNumber(1, MAX_PAGE_SIZE), 50),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(2048))),
};

/**
 * The query of a list, with these filters. `page` (from 1) and `size` (1-200), or `cursor`: `*` for the first page, then the
 * `next_cursor` of the page before. The first 10,000 items have pages by number, and a page by cursor has no total: both
 * cost reads.
 */
export function listQuery<Filters extends z.core.$ZodShape>(filters: Filters) {
  return z.strictObject({ ...paging, ...filters }).check(
    z.refine((query: object) => !('page' in query && 'cursor' in query), {
      path: ['cursor'],
      error: 'replaces page: send only one of them',
    }),
  );
}
