// Which tokens a federation policy accepts: what each kind of workload is translated to.
import type { FederationPolicy } from '../../api/types.ts';

export type Trust = Pick<FederationPolicy, 'issuer' | 'subject' | 'claims'>;

/** Claims with texts, without those that are empty. */
export function toClaims(values: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(values).map(([name, value]) => [name, value.trim()] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

/** A claim as the text of a field. A number and a text are different claims, so that only a text is one. */
export function textClaim({ claims }: Pick<Trust, 'claims'>, name: string): string {
  const value = claims[name];
  return typeof value === 'string' ? value : '';
}

export function isSameTrust(one: Trust, other: Trust): boolean {
  return canonical(one) === canonical(other);
}

function canonical({ issuer, subject, claims }: Trust): string {
  return JSON.stringify([issuer, subject, Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
