// Counts how authentications end, and logs each: who it was, with which token.
import { DomainError } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { count } from './metrics.ts';

/** The kind of a credential before anything of it is verified. */
export type ClaimedKind = Principal['authenticated_by'] | 'unknown';

export interface Attempt<P extends Principal | undefined> {
  /** Of the gateway. */
  readonly request_id: string;
  /** What the credential claims to be; asked when it is not accepted. */
  readonly claimed: () => ClaimedKind;
  /** Who it is. Undefined, or a DomainError that is not `unavailable`: refused. Whatever else is thrown: it failed. */
  readonly authenticate: () => Promise<P>;
}

/** @throws what the attempt throws. */
export async function countAuthentication<P extends Principal | undefined>(attempt: Attempt<P>): Promise<P> {
  const { request_id } = attempt;
  const unmet = (outcome: string) => count('Authentications', { outcome, kind: attempt.claimed(), request_id });
  try {
    const principal = await attempt.authenticate();
    if (principal === undefined) unmet('refused');
    else {
      const { authenticated_by: kind, user_id, token_id } = principal;
      count('Authentications', { outcome: 'accepted', kind, request_id, user_id, token_id });
    }
    return principal;
  } catch (error) {
    unmet(error instanceof DomainError && error.kind !== 'unavailable' ? 'refused' : 'failed');
    throw error;
  }
}
