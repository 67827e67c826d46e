// Several things at once, and none of them left behind.

/**
 * Like `Promise.all`, but when one fails it waits for the others still: a function that has answered is frozen, so nothing
 * of it may be under way then.
 */
export async function awaitAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
