// What the audit log tells: its entries about one thing, added up to what the thing is. The reverse of `accountChanges`.
import type { AuditEntry } from '../../shared/domain/audit.ts';

export interface Told {
  /** What each field is by the log, by its path: `role`, `tokens.7.revoked_at`. What is null is left out. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Fields whose entries do not add up, because one of them is missing. */
  readonly gaps: readonly string[];
}

/**
 * Adds entries up, in any order: clocks of functions differ a little, so that two entries may be timed the wrong way round. What a
 * field was changed from and what it was changed to cancel each other out, and what is left is what it is.
 *
 * @param entries - All about one target.
 * @param first - What the fields were before the first entry. @default null
 */
export function tell(entries: readonly AuditEntry[], first: Readonly<Record<string, unknown>> = {}): Told {
  const balances = new Map<string, Map<string, number>>();
  const count = (path: string, value: unknown, by: 1 | -1) => {
    if (value === null || value === undefined) return;
    const balance = balances.get(path) ?? new Map<string, number>();
    const text = canonical(value);
    balances.set(path, balance.set(text, (balance.get(text) ?? 0) + by));
  };
  for (const [path, value] of Object.entries(first)) count(path, value, 1);
  for (const [path, { from, to }] of entries.toSorted((a, b) => a.id - b.id).flatMap(fieldChanges)) {
    count(path, from, -1);
    count(path, to, 1);
  }
  const left = [...balances].map(([path, balance]) => ({ path, sums: [...balance].filter(([, sum]) => sum !== 0) }));
  const values = left.flatMap(({ path, sums }): [string, unknown][] => {
    const [text] = sums.findLast(([, sum]) => sum > 0) ?? [];
    return text === undefined ? [] : [[path, JSON.parse(text)]];
  });
  const gaps = left.filter(({ sums }) => sums.length > 1 || sums.some(([, sum]) => sum !== 1)).map(({ path }) => path);
  return { values: new Map(values), gaps };
}

/** As text that is the same for what is the same: a map has its keys in whatever order it was read. */
function canonical(value: unknown): string {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return JSON.stringify(value, isMap ? Object.keys(value).sort() : undefined);
}

type FieldChange = readonly [path: string, change: { readonly from: unknown; readonly to: unknown }];

/** Field by field, also of a token that came or went. The names of teams are told beside their ids for readers. */
function fieldChanges({ changes }: AuditEntry): FieldChange[] {
  return Object.entries(changes).flatMap(([path, { from, to }]): FieldChange[] => {
    if (path === 'teams') return [];
    if (!/^tokens\.\d+$/.test(path)) return [[path, { from, to }]];
    const [before, after] = [from ?? {}, to ?? {}] as Record<string, unknown>[];
    return Object.keys({ ...before, ...after }).map((field) => [
      `${path}.${field}`,
      { from: before?.[field], to: after?.[field] },
    ]);
  });
}
