// Reads the attributes of stored items. A corrupt item fails loudly, by the name of the attribute and without its value.
// A schema library does the same in a tenth of the authorizer's bundle (docs/decisions/0003-bundles.md).

/** Answers the value as what it is to be; throws an Error by its name when it is something else. */
export type Reader<T> = (value: unknown, name: string) => T;

export const text: Reader<string> = (value, name) => (typeof value === 'string' ? value : corrupt(name));

export const number: Reader<number> = (value, name) => (typeof value === 'number' ? value : corrupt(name));

export const anything: Reader<unknown> = (value) => value;

/** A map as it is stored. */
export const anyMap: Reader<Readonly<Record<string, unknown>>> = (value, name) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : corrupt(name);

export function oneOf<T>(values: readonly T[]): Reader<T> {
  return (value, name) => (values.includes(value as T) ? (value as T) : corrupt(name));
}

/** Null is stored as such: an attribute that is missing is corrupt. */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, name) => (value === null ? null : read(value, name));
}

/** What came later, or takes no room while it is not there. */
export function withDefault<T, D>(read: Reader<T>, byDefault: D): Reader<T | D> {
  return (value, name) => (value === undefined ? byDefault : read(value, name));
}

export function listOf<T>(read: Reader<T>): Reader<T[]> {
  return (value, name) => (Array.isArray(value) ? value.map((element) => read(element, name)) : corrupt(name));
}

export function recordOf<T>(read: Reader<T>): Reader<Record<string, T>> {
  return (value, name) =>
    Object.fromEntries(Object.entries(anyMap(value, name)).map(([key, element]) => [key, read(element, key)]));
}

/** A map with these attributes; others are left out. */
export function mapOf<T>(readers: { readonly [Name in keyof T]: Reader<T[Name]> }): Reader<T> {
  const entries = Object.entries<Reader<unknown>>(readers);
  return (value, name) => {
    const stored = anyMap(value, name);
    const found: Record<string, unknown> = {};
    for (const [attribute, read] of entries) found[attribute] = read(stored[attribute], attribute);
    return found as T;
  };
}

/** An item, or a map that is read by itself. */
export function itemOf<T>(readers: { readonly [Name in keyof T]: Reader<T[Name]> }): (stored: unknown) => T {
  const read = mapOf<T>(readers);
  return (stored) => read(stored, 'item');
}

function corrupt(name: string): never {
  throw new Error(`A stored item is corrupt: ${name}`);
}
