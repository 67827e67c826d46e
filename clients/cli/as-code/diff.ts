// Compares the fields of the file with those of the system.

export interface FieldChange {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
}

/**
 * The fields that the file has and that differ. A field that the file leaves out is left as it is.
 *
 * @param comparisons - By field, what is compared in place of the value.
 */
export function diffFields(
  wanted: Readonly<Record<string, unknown>>,
  current: Readonly<Record<string, unknown>>,
  comparisons: Readonly<Record<string, (value: unknown) => unknown>> = {},
): FieldChange[] {
  return Object.entries(wanted).flatMap(([field, to]) => {
    const from = current[field];
    const { [field]: comparison = (value: unknown) => value } = comparisons;
    return canonical(comparison(to)) === canonical(comparison(from)) ? [] : [{ field, from, to }];
  });
}

/** A list whose order does not matter. */
export function asSet(keyOf: (text: string) => string): (value: unknown) => unknown {
  return (value) => (Array.isArray(value) ? [...new Set(value.map((one) => keyOf(String(one))))].sort() : value);
}

/** JSON with the names of objects in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** `role: Member -> Manager` */
export function describeChange({ field, from, to }: FieldChange): string {
  return `${field}: ${describeValue(from)} -> ${describeValue(to)}`;
}

const describeValue = (value: unknown) => (typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
