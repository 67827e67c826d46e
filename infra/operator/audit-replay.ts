// Replays audit entries: derives the state of a resource from its entries. The reverse of `accountChanges`.
import { AUDITED_LISTS, type AuditEntry } from '../../shared/domain/audit.ts';
import { canonicalJson } from '../../shared/domain/canonical-json.ts';

export interface ReplayedState {
  /** Values of the fields, by path: `role`, `tokens.7.revoked_at`. Fields that are null are left out. */
  readonly values: ReadonlyMap<string, unknown>;
  /** Fields whose entries contradict each other, because an entry is missing. */
  readonly gaps: readonly string[];
}

/**
 * Replays entries without relying on their order, because the clocks of functions differ a little. For every field, each old
 * value cancels an equal new value. The value that is left is the current one.
 *
 * @param entries - All entries of one target.
 * @param initial - Values of the fields before the first entry. @default null
 */
export function replay(entries: readonly AuditEntry[], initial: Readonly<Record<string, unknown>> = {}): ReplayedState {
  const balances = new Map<string, Map<string, number>>();
  const count = (path: string, value: unknown, by: 1 | -1) => {
    if (value === null || value === undefined) return;
    const balance = balances.get(path) ?? new Map<string, number>();
    const text = canonicalJson(value);
    balances.set(path, balance.set(text, (balance.get(text) ?? 0) + by));
  };
  for (const [path, value] of Object.entries(initial)) count(path, value, 1);
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

type FieldChange = readonly [path: string, change: { readonly from: unknown; readonly to: unknown }];

/** The path of an item that was created or deleted. */
const WHOLE_ITEM = new RegExp(`^(?:${AUDITED_LISTS.join('|')})\\.\\d+$`);

/**
 * The changes of an entry by field, also for a token or a federation policy that was created or deleted. `teams` is left out:
 * it has the names of the teams for readers, and `team_ids` has the same change. So are sessions, which are not restored, and
 * refused rotations, which changed nothing.
 */
function fieldChanges({ changes }: AuditEntry): FieldChange[] {
  return Object.entries(changes).flatMap(([path, { from, to }]): FieldChange[] => {
    if (path === 'teams' || path.startsWith('sessions.') || path.endsWith('.superseded_secret_rotation')) return [];
    if (!WHOLE_ITEM.test(path)) return [[path, { from, to }]];
    const [before, after] = [from ?? {}, to ?? {}] as Record<string, unknown>[];
    return Object.keys({ ...before, ...after }).map((field) => [
      `${path}.${field}`,
      { from: before?.[field], to: after?.[field] },
    ]);
  });
}
