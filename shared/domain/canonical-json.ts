// JSON text that is equal for equal values: the keys of maps are sorted, because their order depends on how a map was read.

export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, nested: unknown) => (isMap(nested) ? sorted(nested) : nested));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
