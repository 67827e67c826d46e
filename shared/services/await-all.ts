// Runs several operations concurrently and waits for all of them.

/**
 * Like `Promise.all`, but it waits for every promise even when one fails: Lambda freezes a function after its response,
 * so that no operation may still be running then.
 */
export async function awaitAll<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
