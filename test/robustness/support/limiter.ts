// Limits the number of concurrent acts.

export type Limiter = <T>(act: () => Promise<T>) => Promise<T>;

/** Runs at most this number of acts concurrently. */
export function limiter(limit: number): Limiter {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (act) => {
    if (free === 0) await new Promise<void>((mayRun) => waiting.push(mayRun));
    else free -= 1;
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
