// What narrows a token or a federation policy, as people edit it.

export interface NarrowingDraft {
  /** Null for everything that the account may do. */
  readonly scopes: readonly string[] | null;
  /** Addresses and networks, with line breaks, spaces or commas between them. */
  readonly addresses: string;
}

export const NOT_NARROWED: NarrowingDraft = { scopes: null, addresses: '' };

interface Narrowing {
  readonly scopes: readonly string[] | null;
  readonly allowed_cidrs: readonly string[];
}

export function toNarrowingDraft({ scopes, allowed_cidrs }: Narrowing): NarrowingDraft {
  return { scopes, addresses: allowed_cidrs.join('\n') };
}

/** The fields as the API takes them. */
export function toNarrowing({ scopes, addresses }: NarrowingDraft) {
  return { scopes: scopes && [...scopes], allowed_cidrs: toAddresses(addresses) };
}

/** The fields that differ. */
export function changedNarrowing(
  before: NarrowingDraft,
  after: NarrowingDraft,
): Partial<ReturnType<typeof toNarrowing>> {
  const [old, fields] = [toNarrowing(before), toNarrowing(after)];
  const isChanged = (name: keyof typeof fields) => JSON.stringify(old[name]) !== JSON.stringify(fields[name]);
  return {
    ...(isChanged('scopes') && { scopes: fields.scopes }),
    ...(isChanged('allowed_cidrs') && { allowed_cidrs: fields.allowed_cidrs }),
  };
}

export function toAddresses(text: string): string[] {
  return text.split(/[\s,]+/).filter((address) => address !== '');
}
