// The `{id}` of a path, where it is a number.

/** Undefined for what is no id: it names nothing. */
export function pathId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
