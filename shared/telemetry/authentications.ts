// Counts and logs the outcome of every authentication: the account and token of an accepted credential, and the claimed
// kind of any other.
import { DomainError } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { count } from './metrics.ts';

/** The kind of a credential before it is verified. */
export type ClaimedKind = Principal['authenticated_by'] | 'unknown';

export interface Attempt<P extends Principal | undefined> {
  /** The request id that API Gateway assigned. */
  readonly request_id: string;
  /** Returns the kind that the credential claims to be. It is called only when the credential is not accepted. */
  readonly claimed: () => ClaimedKind;
  /**
   * Verifies the credential. Undefined, or a DomainError of any kind but `unavailable`, means that it is refused. Any
   * other error means that the authentication failed.
   */
  readonly authenticate: () => Promise<P>;
}

/** @throws the error that the attempt throws. */
export async function countAuthentication<P extends Principal | undefined>(attempt: Attempt<P>): Promise<P> {
  const { request_id } = attempt;
  const countUnaccepted = (outcome: 'refused' | 'failed') =>
    count('Authentications', { outcome, kind: attempt.claimed(), request_id });
  try {
    const principal = await attempt.authenticate();
    if (principal === undefined) countUnaccepted('refused');
    else {
      const { authenticated_by: kind, user_id, token_id } = principal;
      count('Authentications', { outcome: 'accepted', kind, request_id, user_id, token_id });
    }
    return principal;
  } catch (error) {
    countUnaccepted(error instanceof DomainError && error.kind !== 'unavailable' ? 'refused' : 'failed');
    throw error;
  }
}
