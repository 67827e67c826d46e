// A workspace with every type of resource: people, Service Users, tokens in every state, teams, datastores, a policy.
import type { IssuedToken, UserView } from '../../shared/contracts/responses.ts';
import type { NewUser } from '../../shared/contracts/users.ts';
import { authenticateBearer } from '../../shared/services/bearer-authentication.ts';
import { createDatastore, updateDatastore } from '../../shared/services/datastores.ts';
import {
  createFederationPolicy,
  deleteFederationPolicy,
  updateFederationPolicy,
} from '../../shared/services/federation-policies.ts';
import { seedFirstAdmin } from '../../shared/services/first-admin.ts';
import { compromiseLeakedTokens } from '../../shared/services/leaked-tokens.ts';
import { login } from '../../shared/services/login.ts';
import { updatePolicy } from '../../shared/services/policy.ts';
import type { Caller } from '../../shared/services/ports/request-context.ts';
import { createTeam, deleteTeam, updateTeam } from '../../shared/services/teams.ts';
import { createToken, deleteToken, rotateToken, updateToken } from '../../shared/services/tokens.ts';
import { createUser, deactivateUser, updateUser } from '../../shared/services/users.ts';
import { CALLER, type Table } from './table.ts';

export interface Populated {
  readonly admin: Caller;
  readonly airflow: UserView;
  /** Tokens of airflow, by their names; `rotated` has two secrets. */
  readonly tokens: Readonly<Record<'production' | 'staging' | 'revoked' | 'leaked' | 'rotated', IssuedToken>>;
  /** The secret of `rotated` that still works for the overlap. */
  readonly retiring: string;
  readonly person: UserView;
  readonly laptop: IssuedToken;
}

const ARN = 'arn:aws:iam::000000000000:role/dbt';

export async function populate({ ports }: Pick<Table, 'ports'>): Promise<Populated> {
  const origin = {
    ...CALLER,
    actor: { user_id: 'system', user_type: 'System', authenticated_by: 'deployment' },
  } as const;
  await seedFirstAdmin(ports, origin, 'admin@example.com');
  const admin = CALLER;
  for (const name of ['Data', 'Ops', 'Gone']) await createTeam(ports, admin, { name, description: '' });
  await deleteTeam(ports, admin, '4');
  await updateTeam(ports, admin, '3', { name: 'Operations' });
  await createDatastore(ports, admin, { name: 'Warehouse', teams: ['Data'] });
  await createDatastore(ports, admin, { name: 'Logs', teams: ['Operations', 'Public'] });
  await updateDatastore(ports, admin, '2', { teams: ['Operations'] });
  await updatePolicy(ports, admin, { max_lifetime_days: 180 });

  const service: Omit<NewUser, 'name'> = { role: 'Member', teams: ['Data'], user_type: 'Service' };
  const airflow = await createUser(ports, admin, { ...service, name: 'Airflow' });
  const issue = (name: string, key?: string) =>
    createToken(ports, admin, { name, user_id: airflow.id, expires_in_days: 30 }, key);
  const tokens = {
    production: await issue('production', 'first'),
    staging: await issue('staging'),
    revoked: await issue('revoked'),
    leaked: await issue('leaked'),
    rotated: await issue('rotated'),
  };
  const deleted = await issue('deleted');
  for (const { id } of [tokens.revoked, deleted]) await updateToken(ports, admin, String(id), { revoke: true });
  await deleteToken(ports, admin, String(deleted.id));
  await compromiseLeakedTokens(ports, admin, [tokens.leaked.bearer_token]);
  const retiring = tokens.rotated.bearer_token;
  tokens.rotated = await rotateToken(ports, admin, String(tokens.rotated.id), { overlap_hours: 24 });

  await addFederationPolicies(ports, admin, airflow);

  const dbt = await createUser(ports, admin, { ...service, name: 'dbt', teams: ['Data', 'Operations'] });
  await updateUser(ports, admin, String(dbt.id), { iam_principals: [ARN] });
  const retired = await createUser(ports, admin, { ...service, name: 'Retired' });
  await deactivateUser(ports, admin, String(retired.id));

  const email = 'person@example.com';
  const person = await createUser(ports, admin, {
    name: 'A Person',
    email,
    role: 'Manager',
    teams: ['Data'],
    user_type: 'Human',
  });
  const ownership = {
    owners: [person.user_id],
    purpose: 'Loads the warehouse',
    labels: { env: 'production' },
    managed_by: 'CDK',
  };
  for (const { id } of [airflow, retired]) await updateUser(ports, admin, String(id), ownership);
  const identity = {
    subject: { issuer: 'https://issuer.example.com', subject: 'abc' },
    email,
    email_verified: true,
    name: null,
    token: { id: 'login', issued_at: ports.now().getTime() / 1000, expires: ports.now().getTime() / 1000 + 600 },
  };
  const loginPorts = { ...ports, verifyIdToken: async () => identity, allowedEmailDomains: [] };
  const { session } = await login(loginPorts, admin, 'an.id.token');
  const principal = await authenticateBearer(ports, session.access_token);
  if (principal === undefined) throw new Error('the person was refused');
  const laptop = await createToken(ports, { ...admin, principal }, { name: 'laptop', expires_in_days: 30 });
  await authenticateBearer(ports, laptop.bearer_token);
  await ports.notices.advance(undefined, ports.now());
  return { admin, airflow, tokens, retiring, person, laptop };
}

/** Two policies, one of which was changed and used. A third one was deleted. */
async function addFederationPolicies(ports: Table['ports'], admin: Caller, { id }: UserView): Promise<void> {
  const create = (name: string, changes = {}) =>
    createFederationPolicy(ports, admin, String(id), {
      name,
      issuer: 'https://token.actions.githubusercontent.com',
      audience: 'https://service-users.example.com',
      subject: 'repo:acme/etl:environment:production',
      claims: { repository_id: '456', repository_owner_id: '123' },
      session_minutes: 15,
      enabled: true,
      jwks: undefined,
      ...changes,
    });
  const pathOf = (policy: { readonly id: number }) => ({ id: String(id), policyId: String(policy.id) });
  const keys = [{ kid: 'a', kty: 'EC' as const, crv: 'P-256' as const, x: 'AA', y: 'AA' }];
  const cluster = { issuer: 'https://10.0.0.1', subject: undefined, claims: { '/pod/name': 'etl' }, jwks: { keys } };
  const deploy = await create('deploy');
  await create('cluster', cluster);
  await updateFederationPolicy(ports, admin, pathOf(deploy), { claims: { repository_id: '457' }, session_minutes: 30 });
  await deleteFederationPolicy(ports, admin, pathOf(await create('deleted')));
  const account = await ports.accounts.byId(id);
  if (account === undefined) throw new Error('the account is not stored');
  const use = { account, policy: deploy, subject: 'repo:acme/etl:environment:production', request_id: 'request' };
  await ports.federationUses.record({ ...use, outcome: 'used', now: ports.now() });
}
