// The authenticated caller: the account behind a credential, as of this request, and how it was authenticated.
import type { Role, User, UserType } from './user.ts';

export const AUTHENTICATED_BY = ['service_token', 'personal_token', 'oidc', 'iam'] as const;

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
}

/** The principal of an account. @param token - The token that authenticated the request, if one did. */
export function toPrincipal(
  user: User,
  authenticated_by: Principal['authenticated_by'],
  token?: { readonly id: number; readonly generation: number },
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
  };
}
