// Readers for the attributes of stored items. A corrupt item fails loudly: the error names the attribute and never its
// value. A schema library would add ten times as much code to the authorizer's bundle (docs/decisions/0003-bundles.md).

/**
 * Reads an attribute as a value of the type T.
 *
 * @throws Error with the name of the attribute when the value has another type.
 */
export type Reader<T> = (value: unknown, name: string) => T;

export const text: Reader<string> = (value, name) => (typeof value === 'string' ? value : corrupt(name));

export const number: Reader<number> = (value, name) => (typeof value === 'number' ? value : corrupt(name));

export const scalar: Reader<string | number | boolean> = (value, name) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : corrupt(name);

export const anything: Reader<unknown> = (value) => value;

/** Reads a map as it is stored, without reading its attributes. */
export const anyMap: Reader<Readonly<Record<string, unknown>>> = (value, name) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : corrupt(name);

export function oneOf<T>(values: readonly T[]): Reader<T> {
  return (value, name) => (values.includes(value as T) ? (value as T) : corrupt(name));
}

/** Null is stored explicitly, so a missing attribute is corrupt. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, name) => (value === null ? null : read(value, name));
}

/** Reads an attribute that older items lack, or that is left out of an item while it is empty. */
export function withDefault<T, D>(read: Reader<T>, defaultValue: D): Reader<T | D> {
  return (value, name) => (value === undefined ? defaultValue : read(value, name));
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, name) => (Array.isArray(value) ? value.map((element) => read(element, name)) : corrupt(name));
}

export function recordOf<T>(read: Reader<T>): Reader<Record<string, T>> {
  return (value, name) =>
    Object.fromEntries(Object.entries(anyMap(value, name)).map(([key, element]) => [key, read(element, key)]));
}

/** Reads a map with these attributes, and ignores its other attributes. */
export function mapOf<T>(readers: { readonly [Name in keyof T]: Reader<T[Name]> }): Reader<T> {
  const entries = Object.entries<Reader<unknown>>(readers);
  return (value, name) => {
    const stored = anyMap(value, name);
    const parsed: Record<string, unknown> = {};
    for (const [attribute, read] of entries) parsed[attribute] = read(stored[attribute], attribute);
    return parsed as T;
  };
}

/** Returns a parser for an item, or for a map that is read separately from its item. */
export function itemOf<T>(readers: { readonly [Name in keyof T]: Reader<T[Name]> }): (stored: unknown) => T {
  const read = mapOf<T>(readers);
  return (stored) => read(stored, 'item');
}

function corrupt(name: string): never {
  throw new Error(`A stored item is corrupt: ${name}`);
}
