// Who is calling: the account behind a credential, as it was at this request, and how it proved itself.
import type { Role, UserType } from './user.ts';

export const AUTHENTICATED_BY = ['service_token', 'personal_token', 'oidc', 'iam'] as const;

export interface Principal {
  readonly id: number;
  readonly user_id: string;
  readonly user_type: UserType;
  readonly role: Role;
  readonly team_ids: readonly number[];
  readonly authenticated_by: (typeof AUTHENTICATED_BY)[number];
  /** The token of the call; null when none was used. */
  readonly token_id: number | null;
  /** Which secret of that token was shown: see `Token.generation`. */
  readonly token_generation: number | null;
}
