// Counts how authentications end, and logs each: who it was, with which token.
import { Refusal } from '../domain/errors.ts';
import type { Principal } from '../domain/principal.ts';
import { count } from './metrics.ts';

/** The kind of a credential before anything of it is verified. */
export type ClaimedKind = Principal['authenticated_by'] | 'unknown';

export interface Attempt<P extends Principal | undefined> {
  /** Of the gateway. */
  readonly request_id: string;
  /** What the credential claims to be; asked when it is not accepted. */
  readonly claimed: () => ClaimedKind;
  /** Who it is. Undefined, or a Refusal that is not `unavailable`: refused. Whatever else is thrown: it failed. */
  readonly authenticate: () => Promise<P>;
}

/** @throws what the attempt throws. */
export async function countAuthentication<P extends Principal | undefined>(attempt: Attempt<P>): Promise<P> {
  const end = (outcome: string, { authenticated_by, user_id, token_id }: Partial<Principal> = {}) =>
    count(
      'Authentications',
      { outcome, kind: authenticated_by ?? attempt.claimed() },
      { request_id: attempt.request_id, user_id, token_id },
    );
  try {
    const principal = await attempt.authenticate();
    end(principal ? 'accepted' : 'refused', principal);
    return principal;
  } catch (error) {
    end(error instanceof Refusal && error.kind !== 'unavailable' ? 'refused' : 'failed');
    throw error;
  }
}
