// Compares two states of a collection.

/**
 * Pairs the items of two states by a key: those of `after` in their order, then those that are only in `before`. The
 * missing half of a pair is undefined.
 */
export function diffByKey<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => unknown,
): (readonly [before: T | undefined, after: T | undefined])[] {
  const unmatched = new Map(before.map((item) => [keyOf(item), item]));
  const matched = after.map((item) => {
    const earlier = unmatched.get(keyOf(item));
    unmatched.delete(keyOf(item));
    return [earlier, item] as const;
  });
  return [...matched, ...[...unmatched.values()].map((item) => [item, undefined] as const)];
}
