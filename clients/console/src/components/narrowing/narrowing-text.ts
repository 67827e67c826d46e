// Scopes and addresses in a table.

export function scopesText(scopes: readonly string[] | null): string {
  return scopes === null ? 'Everything' : scopes.join(', ') || 'None';
}

export function addressesText(cidrs: readonly string[]): string {
  return cidrs.join(', ') || 'Any';
}
