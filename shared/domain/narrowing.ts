// What narrows a credential: scopes and addresses (R15).

/** What narrows a credential. */
export interface Narrowing {
  /** What the credential may do; null for everything that its account may do. See `scopes.ts`. */
  readonly scopes: readonly string[] | null;
  /** The networks that it may be used from; any if empty. See `addresses.ts`. */
  readonly allowed_cidrs: readonly string[];
}

export const NOT_NARROWED: Narrowing = { scopes: null, allowed_cidrs: [] };

export function isNarrowed({ scopes, allowed_cidrs }: Narrowing): boolean {
  return scopes !== null || allowed_cidrs.length > 0;
}

/** A text that is equal for equal scopes and addresses. */
export function narrowingOf({ scopes, allowed_cidrs }: Narrowing): string {
  return JSON.stringify([scopes, allowed_cidrs]);
}
