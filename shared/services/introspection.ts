// Introspection of tokens and sessions (RFC 7662), for services that cannot use the authorizer.
import type { Introspection } from '../contracts/responses.ts';
import { type Narrowing, NOT_NARROWED } from '../domain/narrowing.ts';
import { policyOf } from '../domain/session.ts';
import type { User } from '../domain/user.ts';
import { verifyToken } from './authentication.ts';
import type { BearerPorts } from './bearer-authentication.ts';
import type { TeamNames } from './ports/queries.ts';
import { verifySession } from './session-authentication.ts';
import { withNamedTeams } from './team-names.ts';

export interface IntrospectionPorts extends BearerPorts {
  readonly teamNames: TeamNames;
}

export async function introspectToken(ports: IntrospectionPorts, plaintext: string): Promise<Introspection> {
  const known = (await describeToken(ports, plaintext)) ?? (await describeSession(ports, plaintext));
  if (known === undefined) return { active: false };
  const { user_id, role, teams, user_type } = await withNamedTeams(ports.teamNames, known.user);
  return {
    active: true,
    sub: user_id,
    token_type: 'Bearer',
    ...(known.expires && { exp: toSeconds(known.expires) }),
    iat: toSeconds(known.created),
    role,
    teams,
    user_type,
    ...(known.scopes !== null && { scope: known.scopes.join(' ') }),
    allowed_cidrs: known.allowed_cidrs,
  };
}

interface Described extends Narrowing {
  readonly user: User;
  readonly created: string;
  /** Null means that it never expires. */
  readonly expires: string | null;
}

async function describeToken(ports: IntrospectionPorts, plaintext: string): Promise<Described | undefined> {
  const known = await verifyToken(ports, plaintext);
  if (known === undefined) return undefined;
  const { token, account, isPrevious } = known;
  const expires = isPrevious ? (token.previous?.expires ?? null) : token.expiration;
  const { created, scopes, allowed_cidrs } = token;
  return { user: account.user, created, expires, scopes, allowed_cidrs };
}

async function describeSession(ports: IntrospectionPorts, plaintext: string): Promise<Described | undefined> {
  const known = await verifySession(ports, plaintext);
  if (known === undefined) return undefined;
  const { account, session } = known;
  const { scopes, allowed_cidrs } = policyOf(session, account) ?? NOT_NARROWED;
  return { user: account.user, created: session.created, expires: session.expires, scopes, allowed_cidrs };
}

/** Seconds since the epoch. */
function toSeconds(time: string): number {
  return Math.floor(Date.parse(time) / 1000);
}
