// Counts and logs the outcome of every authentication: the account and token of an accepted credential, and what any other
// credential claims to be.
import { DomainError } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { count } from './metrics.ts';

/** The kind of a credential before it is verified. */
export type ClaimedKind = Principal['authenticated_by'] | 'session' | 'unknown';

/** What a credential states before it is verified. It never contains the credential. */
interface Claim {
  readonly kind: ClaimedKind;
  /** The ids in a token of the right format. */
  readonly account_id?: number;
  readonly token_id?: number;
  readonly session_id?: number;
  readonly iam_arn?: string;
}

export interface Attempt<P extends Principal | undefined> {
  /** The request id that API Gateway assigned. */
  readonly request_id: string;
  /** The address that the request came from. @default unknown */
  readonly source_ip?: string;
  /** Returns what the credential claims. It is called only when the credential is not accepted. */
  readonly claimed: () => Claim;
  /**
   * Verifies the credential. Undefined, or a DomainError of any kind but `unavailable`, means that it is refused. Any
   * other error means that the authentication failed.
   */
  readonly authenticate: () => Promise<P>;
  /** Whether the API accepts the account. Another account is refused, although its credential is valid. @default every account */
  readonly accepts?: (principal: Principal) => boolean;
}

/** @throws the error that the attempt throws. */
export async function countAuthentication<P extends Principal | undefined>(attempt: Attempt<P>): Promise<P> {
  const { request_id, source_ip } = attempt;
  const countUnaccepted = (outcome: 'refused' | 'failed') =>
    count('Authentications', { outcome, ...attempt.claimed(), request_id, source_ip });
  try {
    const principal = await attempt.authenticate();
    if (principal === undefined) countUnaccepted('refused');
    else {
      const { authenticated_by: kind, user_id, token_id } = principal;
      const fields = { kind, request_id, user_id, ...(token_id !== null && { token_id }) };
      if (attempt.accepts?.(principal) ?? true) count('Authentications', { outcome: 'accepted', ...fields });
      else count('Authentications', { outcome: 'refused', ...fields, source_ip });
    }
    return principal;
  } catch (error) {
    countUnaccepted(error instanceof DomainError && error.kind !== 'unavailable' ? 'refused' : 'failed');
    throw error;
  }
}
