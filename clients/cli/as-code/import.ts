// Writes the file from what exists.
import { Document } from 'yaml';
import type { Schemas } from '../connection/api.ts';
import {
  MANAGED_BY,
  type ServiceUsersFile,
  type WantedFederationPolicy,
  type WantedServiceUser,
} from './file-schema.ts';
import { userIdOf } from './keys.ts';
import type { State } from './state.ts';

/** The JSON schema in the installed package, for editors with the YAML language server. */
const HEADER = ' yaml-language-server: $schema=./node_modules/service-users/service-users.schema.json';

/** @returns YAML. Fields with their default values are left out. */
export function fileFromState(state: State): string {
  const users = [...state.users.values()].filter(({ deleted_at }) => deleted_at === null);
  const file: ServiceUsersFile = {
    version: 1,
    teams: state.teams.map(({ name, description }) => ({ name, ...(description !== '' && { description }) })),
    datastores: state.datastores.map(({ name, teams }) => ({ name, teams })),
    service_users: users.map((user) => toServiceUser(user, state)),
  };
  const document = new Document(file);
  document.commentBefore = HEADER;
  return document.toString({ lineWidth: 0 });
}

function toServiceUser(user: Schemas['User'], state: State): WantedServiceUser {
  const { name, user_id: userId, role, teams, iam_principals: principals } = user;
  const { owners, purpose, labels, managed_by: manager } = user;
  const policies = state.policies.get(userId) ?? [];
  const tokens = (state.tokens.get(userId) ?? []).filter(({ active }) => active);
  return {
    name,
    ...(userIdOf({ name }) !== userId && { user_id: userId }),
    role,
    teams: teams.filter((team) => team !== 'Public'),
    ...(owners.length > 0 && { owners }),
    ...(purpose !== null && { purpose }),
    ...(Object.keys(labels).length > 0 && { labels }),
    // Null leaves the account unmanaged, so that the file has no difference.
    ...(manager !== MANAGED_BY && { managed_by: manager }),
    ...(principals.length > 0 && { iam_principals: principals }),
    ...(policies.length > 0 && { federation_policies: policies.map(toPolicy) }),
    ...(tokens.length > 0 && { tokens: tokens.map(toToken) }),
  };
}

/** The secret of an existing token is unknown, and needs no destination. */
function toToken({ name, lifetime_days: days, ...token }: Schemas['Token']) {
  return { name, expires_in_days: days, ...statedNarrowing(token) };
}

/** What narrows a credential; nothing for one that is not narrowed. */
function statedNarrowing({ scopes, allowed_cidrs: cidrs }: Pick<Schemas['Token'], 'scopes' | 'allowed_cidrs'>) {
  return { ...(scopes !== null && { scopes }), ...(cidrs.length > 0 && { allowed_cidrs: cidrs }) };
}

function toPolicy(policy: Schemas['FederationPolicy']): WantedFederationPolicy {
  const { name, issuer, audience, subject, claims, session_minutes, enabled, jwks } = policy;
  return {
    name,
    issuer,
    audience,
    ...(subject !== null && { subject }),
    ...(Object.keys(claims).length > 0 && { claims }),
    session_minutes,
    ...statedNarrowing(policy),
    ...(!enabled && { enabled }),
    ...(jwks !== null && { jwks: jwks as NonNullable<WantedFederationPolicy['jwks']> }),
  };
}
