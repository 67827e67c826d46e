// The authenticated caller: the account behind a credential, as of this request, and how it was authenticated.
import { isNarrowed, type Narrowing, NOT_NARROWED } from './narrowing.ts';
import type { Session } from './session.ts';
import type { Role, User, UserType } from './user.ts';

export const AUTHENTICATED_BY = ['service_token', 'personal_token', 'oidc', 'iam', 'federation'] as const;

export interface Principal {
  readonly id: number;
  readonly user_id: string;
  readonly user_type: UserType;
  readonly role: Role;
  readonly team_ids: readonly number[];
  readonly authenticated_by: (typeof AUTHENTICATED_BY)[number];
  /** The token that authenticated the request; null when another credential did. */
  readonly token_id: number | null;
  /** The generation of the token's secret that was presented; see `Token.generation`. */
  readonly token_generation: number | null;
  /** The session that authenticated the request; null when another credential did. */
  readonly session_id: number | null;
  /** The `session_epoch` of the account when the session authenticated the request; null when another credential did. */
  readonly session_epoch: number | null;
  /** How a workload got the session that authenticated the request; null when another credential did. */
  readonly federation: Federation | null;
  /** The token or session that authenticated the request, as `token:<id>` or `session:<id>`; null for a signed request. */
  readonly credential_id: string | null;
  /** What the credential may do; null for everything that the account may do (R15). See `permits`. */
  readonly scopes: readonly string[] | null;
  /** Whether scopes or addresses narrow the credential, so that it neither creates nor widens another one (R15). */
  readonly narrowed: boolean;
}

/** The exchange of an OIDC token of a workload for a session. */
export interface Federation {
  readonly policy_id: number;
  /** The name of the federation policy at the time of the request. */
  readonly policy: string;
  /** The claim `sub` of the token that was exchanged. */
  readonly subject: string;
}

/** The token or session that authenticated a request. */
export interface UsedCredential {
  readonly token?: { readonly id: number; readonly generation: number };
  readonly session?: Pick<Session, 'id' | 'epoch'>;
  readonly federation?: Federation | null;
  /** @default everything that the account may do, from any address */
  readonly narrowing?: Narrowing;
}

/** The principal of an account. @param used - The token or session that authenticated the request, if one did. */
export function toPrincipal(
  user: User,
  authenticated_by: Principal['authenticated_by'],
  { token, session, federation, narrowing = NOT_NARROWED }: UsedCredential = {},
): Principal {
  const { id, user_id, user_type, role, team_ids } = user;
  return {
    id,
    user_id,
    user_type,
    role,
    team_ids,
    authenticated_by,
    token_id: token?.id ?? null,
    token_generation: token?.generation ?? null,
    session_id: session?.id ?? null,
    session_epoch: session?.epoch ?? null,
    federation: federation ?? null,
    credential_id: token ? `token:${token.id}` : session ? `session:${session.id}` : null,
    scopes: narrowing.scopes,
    narrowed: isNarrowed(narrowing),
  };
}
