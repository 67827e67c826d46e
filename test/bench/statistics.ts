// The method of the benchmark: loads of many calls, in alternating rounds, compared in pairs.

/** The measurements of a load of calls. */
export interface Load {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
  /** CPU milliseconds of all threads of this process, per call. */
  readonly cpu: number;
}

export interface LoadOptions {
  readonly calls: number;
  /** Concurrent calls. @default 1 */
  readonly clients?: number;
}

export async function load(act: () => Promise<unknown>, { calls, clients = 1 }: LoadOptions): Promise<Load> {
  const latencies: number[] = [];
  let left = calls;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const client = async () => {
    while (left > 0) {
      left -= 1;
      const called = performance.now();
      await act();
      latencies.push(performance.now() - called);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    p50: median(latencies),
    p99: quantile(latencies, 0.99),
    perSecond: calls / seconds,
    cpu: (user + system) / 1000 / calls,
  };
}

/**
 * Measures each variant once per round, in a rotating order, so that other load on the machine affects all variants.
 */
export async function rounds<Name extends string, T>(
  count: number,
  variants: Readonly<Record<Name, () => T | Promise<T>>>,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(variants) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, T[]>;
  for (let round = 0; round < count; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length] as Name;
      samples[name].push(await variants[name]());
    }
  }
  return samples;
}

/** The median of the ratios of all rounds. A slow round slows both of its sides. */
export function ratio(of: readonly number[], over: readonly number[]): number {
  return median(of.map((value, round) => value / (over[round] ?? Number.NaN)));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The values of one field, over the rounds. */
export function each<T, Field extends keyof T>(samples: readonly T[], field: Field): T[Field][] {
  return samples.map((sample) => sample[field]);
}
