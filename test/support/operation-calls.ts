// A typical call of every operation, and its preparation. Accounts have a team besides Public and one token.

import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Deployment, OperationRequest } from './deployment.ts';

/** The workspace in which calls are made. */
export interface World extends Pick<Deployment, 'call' | 'idToken' | 'principalOf'> {
  /** The team that accounts and datastores are in. */
  readonly team: string;
}

/** Creates the resources that the call needs, and returns its request. It can be repeated. */
type Preparation = (world: World) => Promise<OperationRequest> | OperationRequest;

let made = 0;
const named = (what: string) => {
  made += 1;
  return `${what} ${made}`;
};

const TOKEN = { name: 'production', expires_in_days: 90 };
const newUser = ({ team }: World) => ({ name: named('Airflow Service User'), teams: [team], token: TOKEN });
const userOf = (world: World) => world.call('users/create-user', { body: newUser(world) });
const teamOf = ({ call }: World) => call('teams/create-team', { body: { name: named('Team'), description: '' } });
const datastoreOf = ({ call, team }: World) =>
  call('datastores/create-datastore', { body: { name: named('Warehouse'), teams: [team] } });

async function revokedUserOf(world: World) {
  const user = await userOf(world);
  await world.call('users/revoke-user-tokens', { id: user.id });
  return user;
}

/** A policy for a pipeline of GitHub Actions. */
export const FEDERATION_POLICY = {
  name: 'deploy',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://service-users.example.com',
  subject: 'repo:acme/etl:environment:production',
  claims: { repository_id: '456789', repository_owner_id: '1234' },
};

async function policyOf(world: World) {
  const { id } = await userOf(world);
  const policy = await world.call('federation-policies/create-federation-policy', { id, body: FEDERATION_POLICY });
  return { id, policyId: policy.id };
}

const CLUSTER = 'https://cluster.example.com';

/** The exchange of a workload whose issuer has its keys in the policy, so that no key is fetched. */
async function exchangeOf(world: World) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { id } = await userOf(world);
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'current' }] };
  const { audience, subject, claims } = FEDERATION_POLICY;
  const body = { ...FEDERATION_POLICY, issuer: CLUSTER, jwks };
  await world.call('federation-policies/create-federation-policy', { id, body });
  const subject_token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'ES256', kid: 'current' })
    .setIssuer(CLUSTER)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
  return {
    form: {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token,
      client_id: String(id),
    },
  };
}

export const CALLS: Readonly<Record<string, Preparation>> = {
  'login/log-in': async ({ call, idToken }) => {
    const email = `${named('person').replace(' ', '.')}@example.com`;
    await call('users/create-user', { body: { name: named('Person'), user_type: 'Human', email } });
    await call('login/log-in', { body: { id_token: await idToken(email) } });
    return { body: { id_token: await idToken(email) } };
  },
  'logout/log-out': async ({ call, idToken, principalOf }) => {
    const { session } = await call('login/log-in', { body: { id_token: await idToken('admin@example.com') } });
    return { caller: await principalOf(session.access_token) };
  },
  'oauth/exchange-token': (world) => exchangeOf(world),
  'users/create-user': (world) => ({ body: newUser(world) }),
  'users/list-users': () => ({ query: { cursor: '*', size: '20' } }),
  'users/get-user': async (world) => ({ id: (await userOf(world)).id }),
  'users/update-user': async (world) => ({ id: (await userOf(world)).id, body: { role: 'Manager' } }),
  'users/deactivate-user': async (world) => ({ id: (await revokedUserOf(world)).id }),
  'users/preview-deactivation': async (world) => ({ id: (await userOf(world)).id }),
  'users/reactivate-user': async (world) => {
    const { id } = await revokedUserOf(world);
    await world.call('users/deactivate-user', { id });
    return { id };
  },
  'users/unlink-identity': async ({ call, idToken }) => {
    const email = `${named('person').replace(' ', '.')}@example.com`;
    const { id } = await call('users/create-user', { body: { name: named('Person'), user_type: 'Human', email } });
    await call('login/log-in', { body: { id_token: await idToken(email) } });
    return { id };
  },
  'users/revoke-user-tokens': async (world) => ({ id: (await userOf(world)).id }),
  'federation-policies/create-federation-policy': async (world) => ({
    id: (await userOf(world)).id,
    body: FEDERATION_POLICY,
  }),
  'federation-policies/list-federation-policies': async (world) => ({ id: (await policyOf(world)).id }),
  'federation-policies/get-federation-policy': (world) => policyOf(world),
  'federation-policies/update-federation-policy': async (world) => ({
    ...(await policyOf(world)),
    body: { enabled: false },
  }),
  'federation-policies/delete-federation-policy': (world) => policyOf(world),
  'federation-policies/test-federation-policy': async (world) => ({
    ...(await policyOf(world)),
    body: { subject_token: 'not a token' },
  }),
  'me/get-me': () => ({}),
  'user-tokens/create-token': async (world) => ({
    body: { name: 'staging', user_id: (await userOf(world)).id, expires_in_days: 90 },
  }),
  'user-tokens/list-personal-tokens': () => ({}),
  'user-tokens/list-service-tokens': () => ({ query: { cursor: '*', size: '20' } }),
  'user-tokens/get-token': async (world) => ({ id: (await userOf(world)).token.id }),
  'user-tokens/update-token': async (world) => ({ id: (await userOf(world)).token.id, body: { revoke: true } }),
  'user-tokens/rotate-token': async (world) => ({ id: (await userOf(world)).token.id, body: { overlap_hours: 24 } }),
  'user-tokens/delete-token': async (world) => ({ id: (await revokedUserOf(world)).token.id }),
  'introspect/introspect-token': async (world) => ({ form: { token: (await userOf(world)).token.bearer_token } }),
  'leaked-tokens/report-leaked-tokens': async (world) => ({
    body: { tokens: [(await userOf(world)).token.bearer_token] },
  }),
  'policy/get-policy': () => ({}),
  'policy/update-policy': () => {
    made += 1;
    return { body: { unused_after_days: (made % 300) + 1 } };
  },
  'teams/create-team': () => ({ body: { name: named('Team'), description: '' } }),
  'teams/list-teams': () => ({ query: { cursor: '*', size: '20' } }),
  'teams/get-team': async (world) => ({ id: (await teamOf(world)).id }),
  'teams/update-team': async (world) => ({ id: (await teamOf(world)).id, body: { name: named('Team') } }),
  'teams/delete-team': async (world) => ({ id: (await teamOf(world)).id }),
  'datastores/create-datastore': ({ team }) => ({ body: { name: named('Warehouse'), teams: [team] } }),
  'datastores/list-datastores': () => ({ query: { cursor: '*', size: '20' } }),
  'datastores/get-datastore': async (world) => ({ id: (await datastoreOf(world)).id }),
  'datastores/update-datastore': async (world) => ({
    id: (await datastoreOf(world)).id,
    body: { name: named('Warehouse') },
  }),
  'datastores/delete-datastore': async (world) => ({ id: (await datastoreOf(world)).id }),
  'access-review/list-access-review': () => ({ query: { size: '20' } }),
  'audit-log/list-audit-log': () => ({ query: { cursor: '*', size: '20' } }),
  'openapi/get-openapi': () => ({}),
};

/** Creates a workspace in which every list has more than 20 items. */
export async function populate({ call, idToken, principalOf }: Deployment): Promise<World> {
  const { name: team } = await call('teams/create-team', { body: { name: 'Data Platform', description: '' } });
  const world = { call, idToken, principalOf, team };
  for (let count = 0; count < 25; count += 1) {
    await userOf(world);
    await teamOf(world);
    await datastoreOf(world);
  }
  return world;
}
