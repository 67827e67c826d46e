// A session: a short-lived credential of an account, which a login or the exchange of an OIDC token creates. It is a separate
// record, so that many sessions of one account are created at the same time. The account decides whether it is valid.
import type { Account } from './account.ts';
import type { FederationPolicy } from './federation-policy.ts';

export const SESSION_SOURCES = ['oidc', 'federation'] as const;

/** A session as it is stored. Times are ISO 8601 UTC. */
export interface Session {
  readonly account_id: number;
  readonly id: number;
  /** SHA-256 of the whole plaintext, base64url (R11). */
  readonly hash: string;
  /** The `session_epoch` of the account when the session was created. */
  readonly epoch: number;
  /** `oidc`: a person logged in. `federation`: a workload exchanged its OIDC token. */
  readonly authenticated_by: (typeof SESSION_SOURCES)[number];
  /** The policy that allowed the exchange; null for a person. */
  readonly federation: SessionFederation | null;
  readonly created: string;
  readonly expires: string;
}

export interface SessionFederation {
  readonly policy_id: number;
  /** The version of the policy that allowed the exchange. */
  readonly policy_version: number;
  /** The claim `sub` of the token that was exchanged. */
  readonly subject: string;
}

/** What decides whether a session of the account is valid. */
export type SessionAccount = Pick<Account, 'version' | 'user' | 'session_epoch'> & {
  readonly federation_policies: readonly Pick<
    FederationPolicy,
    'id' | 'name' | 'version' | 'enabled' | 'scopes' | 'allowed_cidrs'
  >[];
};

/**
 * Whether the session authenticates its account now: the account is active and has not ended its sessions since (R7, R10),
 * and the federation policy is enabled and unchanged.
 */
export function isSessionValid(session: Session, account: SessionAccount, now: Date): boolean {
  return (
    account.user.deleted_at === null &&
    session.epoch === account.session_epoch &&
    now.getTime() < Date.parse(session.expires) &&
    (session.federation === null || policyOf(session, account) !== undefined)
  );
}

/**
 * The federation policy of the session, which narrows it as the policy is now (R15); undefined for the session of a person,
 * and when the policy is disabled, was changed since, or was deleted.
 */
export function policyOf(
  { federation }: Session,
  account: SessionAccount,
): SessionAccount['federation_policies'][number] | undefined {
  return account.federation_policies.find(
    ({ id, version, enabled }) => id === federation?.policy_id && version === federation.policy_version && enabled,
  );
}
