// Parses the numeric `{id}` of a path.

/** Undefined for text that is not an id. */
export function pathId(text: string): number | undefined {
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
