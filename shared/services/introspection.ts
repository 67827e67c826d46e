// Tells a service that cannot use the authorizer what a token is worth now (RFC 7662).
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
  const { token, account, retiring } = known;
  const end = retiring ? token.previous?.expires : token.expiration;
  const { user_id, role, teams, user_type } = await withNamedTeams(ports.teamNames, account.user);
  return {
    active: true,
    sub: user_id,
    token_type: 'Bearer',
    ...(end && { exp: seconds(end) }),
    iat: seconds(token.created),
    role,
    teams,
    user_type,
  };
}

function seconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
