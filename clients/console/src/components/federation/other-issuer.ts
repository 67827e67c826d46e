// Workloads of any other OIDC issuer: the subject and the claims as the token has them.
import type { FederationPolicy } from '../../api/types.ts';
import { parseJsonObject } from './json-field.ts';
import type { Trust } from './trust.ts';

export interface OtherWorkload {
  readonly provider: 'other';
  readonly issuer: string;
  /** Empty if only the claims decide. */
  readonly subject: string;
  /** A JSON object, because the text "123" and the number 123 are different claims. */
  readonly claims: string;
}

export const NEW_OTHER: OtherWorkload = { provider: 'other', issuer: '', subject: '', claims: '' };

/** Claims that are not JSON are none: `jsonErrors` reports them. */
export function otherTrust({ issuer, subject, claims }: OtherWorkload): Trust {
  const parsed = parseJsonObject(claims) ?? {};
  return {
    issuer,
    subject: subject.trim() === '' ? null : subject.trim(),
    // The API validates the values.
    claims: parsed as FederationPolicy['claims'],
  };
}

export function toOtherWorkload({ issuer, subject, claims }: Trust): OtherWorkload {
  const text = Object.keys(claims).length === 0 ? '' : JSON.stringify(claims, null, 2);
  return { provider: 'other', issuer, subject: subject ?? '', claims: text };
}

export function nameOfOther({ issuer }: OtherWorkload): string {
  return URL.parse(issuer)?.host ?? '';
}
