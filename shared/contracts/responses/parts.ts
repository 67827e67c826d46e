// What the schemas of several responses have in common.
import * as z from 'zod/mini';
import { Id } from '../fields.ts';

export const Time = z.iso.datetime();

export const Text = z.string();

export const Texts = z.readonly(z.array(Text));

/** Returns the same schema with a description for the API document. */
export function describe<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** An enum that later versions may extend. In the API document it is a string with a list of known values. */
export function extensible<const Values extends readonly string[]>(values: Values, description: string) {
  return z.enum(values).check(z.meta({ description, 'x-extensible-enum': values }));
}

/** One page of a list. */
export function pageOf<Item>(item: z.ZodMiniType<Item>) {
  return z.strictObject({
    items: describe(z.readonly(z.array(item)), 'The items of this page.'),
    total: describe(
      z.nullable(z.int()),
      'The number of items on all pages. Null when you page by `cursor`, and when the list cannot be counted at a bounded cost: the audit log, and lists that are filtered by a part of a name, by an owner, by a label or by the last use.',
    ),
    page: describe(z.nullable(z.int()), 'The number of this page, from 1. Null when you page by `cursor`.'),
    size: describe(z.int(), 'The maximum number of items on a page.'),
    next_cursor: describe(z.nullable(Text), 'The `cursor` of the next page. Null on the last page.'),
  });
}

export type ListResponse<Item> = z.infer<ReturnType<typeof pageOf<Item>>>;

export const NARROWING = {
  scopes: describe(
    z.nullable(Texts),
    'What the credential may do, as a part of what its account may do. Null for everything, empty for nothing but the operations without a scope.',
  ),
  allowed_cidrs: describe(Texts, 'The addresses and networks that it may be used from. Any if empty.'),
};

export const DatastoreSummary = z.strictObject({
  id: describe(Id, 'The id of the datastore.'),
  name: describe(Text, 'The name of the datastore.'),
});
