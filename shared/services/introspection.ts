// Token introspection (RFC 7662), for services that cannot use the authorizer.
import type { Introspection } from '../contracts/responses.ts';
import { type AuthenticationPorts, verifyToken } from './authentication.ts';
import type { TeamNames } from './ports/queries.ts';
import { withNamedTeams } from './team-names.ts';

export interface IntrospectionPorts extends AuthenticationPorts {
  readonly teamNames: TeamNames;
}

export async function introspectToken(ports: IntrospectionPorts, plaintext: string): Promise<Introspection> {
  const known = await verifyToken(ports, plaintext);
  if (known === undefined) return { active: false };
  const { token, account, isPrevious } = known;
  const end = isPrevious ? token.previous?.expires : token.expiration;
  const { user_id, role, teams, user_type } = await withNamedTeams(ports.teamNames, account.user);
  return {
    active: true,
    sub: user_id,
    token_type: 'Bearer',
    ...(end && { exp: toSeconds(end) }),
    iat: toSeconds(token.created),
    role,
    teams,
    user_type,
  };
}

/** Seconds since the epoch. */
function toSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
