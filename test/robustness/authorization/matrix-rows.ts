// The rows of the authorization matrix: how each route is requested, and how it responds to the principals that may use it.
import { randomUUID } from 'node:crypto';
import type { ApiResponse } from '../../support/api-response.ts';
import { type Caller, exchangeForm, FEDERATION_POLICY, type Fixtures } from '../support/fixtures.ts';
import { ANONYMOUS, type Expected, type Principal } from './principals.ts';

/**
 * The owner of the requested resource. "another's" is that of a Service User, "a person's" that of a Member, and
 * "an Admin's" that of a human Admin.
 */
export type Target = 'own' | "another's" | "a person's" | "an Admin's" | 'missing';

interface TestRequest {
  readonly path: string;
  readonly body?: unknown;
  /** A form-encoded body instead of a JSON body. */
  readonly form?: string;
}

export interface Row {
  /** Whether the route changes the resource, so that each cell needs its own. */
  readonly changes?: boolean;
  /** @default "own", "another's" and "missing" for a path with an id, otherwise "own" */
  readonly targets?: readonly Target[];
  readonly request: (target: Target, caller: Caller, resources: Resources) => Promise<TestRequest> | TestRequest;
  readonly responses: (principal: Principal, target: Target) => Expected;
  /** Undoes what the request prepared for all. @default nothing */
  readonly cleanUp?: (resources: Resources) => Promise<unknown>;
  /** Other requests of the route whose responses differ, by what they do. */
  readonly variants?: Readonly<Record<string, Omit<Row, 'variants'>>>;
}

const OK: Expected = [200];
export const FORBIDDEN: Expected = [403, 'forbidden'];
const HUMAN_REQUIRED: Expected = [403, 'human_required'];
const INTERACTIVE_SESSION_REQUIRED: Expected = [403, 'interactive_session_required'];
const isAdmin = ({ role }: Principal) => role === 'Admin';
export const isPerson = ({ user_type }: Principal) => user_type === 'Human';
const notFound = (resource: string): Expected => [404, `${resource}_not_found`];
const isMachine = ({ user_type }: Principal) => user_type === 'Service';
const unlessMissing = (resource: string, found: Expected) => (_: Principal, target: Target) =>
  target === 'missing' ? notFound(resource) : found;

/** Creates resources of other principals. */
export function createResources({ root, serviceUser, person }: Fixtures) {
  let made = 0;
  const make = async (path: string, body: object): Promise<ApiResponse['body']> => {
    made += 1;
    return (await root.post(path, { name: `${path} ${made}`, ...body })).body;
  };
  return {
    root,
    serviceUser,
    person,
    name: () => `Resource ${randomUUID()}`,
    team: () => make('/api/teams', {}),
    datastore: (teams: readonly string[]) => make('/api/datastores', { teams }),
  };
}
export type Resources = ReturnType<typeof createResources>;

/** Creates each resource once, for cells that do not change it. */
export function reusing(resources: Resources): Resources {
  const created = new Map<string, unknown>();
  const once = <Resource>(name: string, make: () => Resource): Resource => {
    if (!created.has(name)) created.set(name, make());
    return created.get(name) as Resource;
  };
  return {
    ...resources,
    serviceUser: (...given) => once(`service user ${JSON.stringify(given)}`, () => resources.serviceUser(...given)),
    person: (...given) => once(`person ${JSON.stringify(given)}`, () => resources.person(...given)),
    team: () => once('team', resources.team),
    datastore: (teams) => once(`datastore ${teams}`, () => resources.datastore(teams)),
  };
}

const MISSING = 999_999;

const userPath = async (target: Target, caller: Caller, resources: Resources, changes = {}): Promise<string> => {
  if (target === 'missing') return `/api/users/${MISSING}`;
  const owner = {
    own: () => caller,
    "another's": () => resources.serviceUser('Member', { token: undefined, ...changes }),
    "a person's": () => resources.person('Member', changes),
    "an Admin's": () => resources.person('Admin', changes),
  }[target];
  return `/api/users/${(await owner()).user.id}`;
};

const USER_TARGETS = ['own', "another's", "a person's", "an Admin's", 'missing'] as const;

/** R14: a Service User does not govern human Admins. */
const governanceResponses = (found: Expected) => (principal: Principal, target: Target) => {
  if (target === 'missing') return notFound('user');
  return isMachine(principal) && target === "an Admin's" ? HUMAN_REQUIRED : found;
};

/** Only Service Users have federation policies. R14: they do not change their own. */
const federationPolicyResponses = (found: Expected) => (principal: Principal, target: Target) => {
  if (target === 'missing') return notFound('user');
  if (target !== "another's" && !(target === 'own' && isMachine(principal)))
    return [400, 'not_a_service_user'] as const;
  return target === 'own' ? HUMAN_REQUIRED : found;
};

/** The first Admin creates the policy. A person has none: the path names one that does not exist. */
const federationPolicyPath = async (target: Target, caller: Caller, resources: Resources): Promise<string> => {
  const path = `${await userPath(target, caller, resources)}/federation-policies`;
  if (target === 'missing') return `${path}/1`;
  const { body } = await resources.root.post(path, { ...FEDERATION_POLICY, name: resources.name() });
  return `${path}/${body.id ?? MISSING}`;
};

/** @param own - For a policy of the caller itself. */
const existingFederationPolicyResponses =
  (found: Expected, own = found) =>
  (principal: Principal, target: Target) => {
    if (target === 'missing') return notFound('user');
    if (target === 'own' && !isMachine(principal)) return notFound('federation_policy');
    return target === 'own' ? own : found;
  };

const tokenPath = async (target: Target, caller: Caller, resources: Resources): Promise<string> => {
  if (target === 'missing') return `/api/user-tokens/${MISSING}`;
  const owner = {
    own: () => caller,
    "another's": () => resources.serviceUser(),
    "a person's": () => resources.person(),
    "an Admin's": () => resources.person('Admin'),
  }[target];
  return `/api/user-tokens/${(await owner()).token.id}`;
};

const TOKEN_TARGETS = ['own', "another's", "a person's", 'missing'] as const;

/** "own" is the team Public, and "another's" is a team that the caller is not a member of. */
const teamPath = async (target: Target, resources: Resources): Promise<string> =>
  target === 'own' ? '/api/teams/1' : `/api/teams/${target === 'missing' ? MISSING : (await resources.team()).id}`;

/** "own" belongs to the team Public, and "another's" to a team that only Admins see. */
const datastorePath = async (target: Target, resources: Resources): Promise<string> => {
  if (target === 'missing') return `/api/datastores/${MISSING}`;
  return `/api/datastores/${(await resources.datastore(target === 'own' ? ['Public'] : [(await resources.team()).name])).id}`;
};

const datastoreResponses = (found: Expected) => (principal: Principal, target: Target) =>
  target === 'own' || (target === "another's" && isAdmin(principal)) ? found : notFound('datastore');

/** R1: Admins manage service tokens. R9: only the owner manages a personal token. */
const tokenResponses = (found: Expected) => (principal: Principal, target: Target) => {
  if (target === 'missing' || target === "a person's") return notFound('token');
  const isServiceToken = target === "another's" || !isPerson(principal);
  return isServiceToken && !isAdmin(principal) ? FORBIDDEN : found;
};

/**
 * A secret is issued, or a token restored. R9: for oneself in an interactive session only. R14: no Service User does it for
 * itself.
 */
const issuingResponses = (found: Expected) => (principal: Principal, target: Target) => {
  const response = tokenResponses(found)(principal, target);
  if (response !== found || target !== 'own') return response;
  if (isMachine(principal)) return HUMAN_REQUIRED;
  return principal.credential === 'session' ? found : INTERACTIVE_SESSION_REQUIRED;
};

export const ROWS: Readonly<Record<string, Row>> = {
  'POST /api/login': {
    request: () => ({ path: '/api/login' }),
    responses: ({ credential, user_type, rejectedWith, loginResponse = OK }) => {
      if (credential === 'id_token') return loginResponse;
      // R3. A signature is no credential here, but claims to be a Service User.
      const isServiceUser = user_type === 'Service' && rejectedWith === undefined;
      return isServiceUser || credential === 'iam' ? [403, 'service_user_cannot_log_in'] : [401, 'unauthorized'];
    },
  },
  'POST /api/logout': {
    changes: true,
    request: () => ({ path: '/api/logout' }),
    responses: ({ credential }) => (credential === 'session' ? [204] : [403, 'session_required']),
  },
  'POST /api/oauth/token': {
    request: () => ({ path: '/api/oauth/token', form: exchangeForm('a.b.c').toString() }),
    // The token in the body is the only credential.
    responses: ({ name }) => [400, name === ANONYMOUS ? 'invalid_grant' : 'two_credentials'],
  },
  'POST /api/leaked-tokens': {
    request: () => ({ path: '/api/leaked-tokens', body: { tokens: ['svc_nothing'] } }),
    responses: () => [202],
  },
  'POST /api/users': {
    request: (_, __, resources) => ({ path: '/api/users', body: { name: resources.name() } }),
    responses: () => [201],
    variants: {
      'a human Admin': {
        request: () => {
          const identity = { name: 'Another Admin', email: `${randomUUID()}@example.com`, user_type: 'Human' };
          return { path: '/api/users', body: { ...identity, role: 'Admin' } };
        },
        responses: (principal) => (isMachine(principal) ? HUMAN_REQUIRED : [201]),
      },
    },
  },
  'GET /api/users': { request: () => ({ path: '/api/users?cursor=*' }), responses: () => OK },
  'GET /api/users/{id}': {
    request: async (...cell) => ({ path: await userPath(...cell) }),
    responses: unlessMissing('user', OK),
  },
  'PUT /api/users/{id}': {
    changes: true,
    targets: USER_TARGETS,
    request: async (...cell) => ({ path: await userPath(...cell), body: { name: 'Renamed', role: 'Manager' } }),
    responses: (principal, target) =>
      isMachine(principal) && target === 'own' ? HUMAN_REQUIRED : governanceResponses(OK)(principal, target),
    variants: {
      'promote to Admin': {
        changes: true,
        targets: ["another's", "a person's"],
        request: async (...cell) => ({ path: await userPath(...cell), body: { role: 'Admin' } }),
        responses: (principal, target) => (isMachine(principal) && target === "a person's" ? HUMAN_REQUIRED : OK),
      },
      rename: {
        changes: true,
        targets: USER_TARGETS,
        request: async (...cell) => ({ path: await userPath(...cell), body: { name: 'Renamed' } }),
        responses: unlessMissing('user', OK),
      },
    },
  },
  'DELETE /api/users/{id}': {
    changes: true,
    targets: USER_TARGETS,
    request: async (...cell) => ({ path: await userPath(...cell) }),
    responses: (principal, target) =>
      target === 'own' && isMachine(principal) ? [400, 'active_tokens'] : governanceResponses([204])(principal, target),
  },
  'POST /api/users/{id}/reactivate': {
    changes: true,
    targets: USER_TARGETS,
    request: async (target, caller, resources) => {
      // The accounts of others are deactivated, so that the request changes them. No other row uses these accounts.
      const path = await userPath(target, caller, resources, { teams: [] });
      if (target !== 'own' && target !== 'missing') await resources.root.delete(path);
      return { path: `${path}/reactivate` };
    },
    responses: governanceResponses(OK),
  },
  'DELETE /api/users/{id}/identity': {
    changes: true,
    targets: USER_TARGETS,
    request: async (...cell) => ({ path: `${await userPath(...cell)}/identity` }),
    responses: (principal, target) => {
      if (target === "another's" || (target === 'own' && isMachine(principal))) return [400, 'not_a_person'];
      return target === 'own' ? FORBIDDEN : governanceResponses([204])(principal, target);
    },
  },
  'POST /api/users/{id}/revoke-tokens': {
    changes: true,
    targets: USER_TARGETS,
    request: async (...cell) => ({ path: `${await userPath(...cell)}/revoke-tokens` }),
    responses: unlessMissing('user', OK),
  },
  'GET /api/users/{id}/deactivation-preview': {
    request: async (...cell) => ({ path: `${await userPath(...cell)}/deactivation-preview` }),
    responses: unlessMissing('user', OK),
  },
  'POST /api/users/{id}/federation-policies': {
    changes: true,
    targets: USER_TARGETS,
    request: async (target, caller, resources) => ({
      path: `${await userPath(target, caller, resources)}/federation-policies`,
      body: { ...FEDERATION_POLICY, name: resources.name() },
    }),
    responses: federationPolicyResponses([201]),
  },
  'GET /api/users/{id}/federation-policies': {
    targets: USER_TARGETS,
    request: async (...cell) => ({ path: `${await userPath(...cell)}/federation-policies` }),
    responses: unlessMissing('user', OK),
  },
  'GET /api/users/{id}/federation-policies/{policy_id}': {
    targets: ['own', "another's", 'missing'],
    request: async (...cell) => ({ path: await federationPolicyPath(...cell) }),
    responses: existingFederationPolicyResponses(OK),
  },
  'PUT /api/users/{id}/federation-policies/{policy_id}': {
    changes: true,
    targets: ['own', "another's", 'missing'],
    request: async (...cell) => ({ path: await federationPolicyPath(...cell), body: { session_minutes: 30 } }),
    responses: existingFederationPolicyResponses(OK, HUMAN_REQUIRED),
  },
  'DELETE /api/users/{id}/federation-policies/{policy_id}': {
    changes: true,
    targets: ['own', "another's", 'missing'],
    request: async (...cell) => ({ path: await federationPolicyPath(...cell) }),
    responses: existingFederationPolicyResponses([204], HUMAN_REQUIRED),
  },
  'POST /api/users/{id}/federation-policies/{policy_id}/test': {
    targets: ['own', "another's", 'missing'],
    request: async (...cell) => ({
      path: `${await federationPolicyPath(...cell)}/test`,
      body: { subject_token: 'not a token' },
    }),
    responses: existingFederationPolicyResponses(OK),
  },
  'POST /api/user-tokens': {
    changes: true,
    targets: ['own', "another's", 'missing'],
    request: async (target, _, resources) => {
      const others = target === 'missing' ? MISSING : (await resources.serviceUser()).user.id;
      const owner = target === 'own' ? {} : { user_id: others };
      return { path: '/api/user-tokens', body: { name: 'second', expires_in_days: 1, ...owner } };
    },
    responses: (principal, target) => {
      if (target === 'own') return issuingResponses([201])({ ...principal, role: 'Admin' }, target);
      if (!isAdmin(principal)) return FORBIDDEN;
      return target === 'missing' ? notFound('user') : [201];
    },
  },
  'GET /api/user-tokens': { request: () => ({ path: '/api/user-tokens' }), responses: () => OK },
  'GET /api/user-tokens/service': {
    request: () => ({ path: '/api/user-tokens/service?cursor=*' }),
    responses: () => OK,
  },
  'GET /api/user-tokens/{id}': {
    targets: TOKEN_TARGETS,
    request: async (...cell) => ({ path: await tokenPath(...cell) }),
    responses: tokenResponses(OK),
  },
  'PUT /api/user-tokens/{id}': {
    targets: TOKEN_TARGETS,
    changes: true,
    request: async (...cell) => ({ path: await tokenPath(...cell), body: { revoke: true } }),
    responses: tokenResponses(OK),
    variants: {
      restore: {
        targets: TOKEN_TARGETS,
        changes: true,
        request: async (...cell) => ({ path: await tokenPath(...cell), body: { revoke: false } }),
        responses: issuingResponses(OK),
      },
      'restore what the policy forbids': {
        targets: ["another's"],
        request: async (_, __, { root, serviceUser }) => {
          // No other row uses this account.
          const { token } = await serviceUser('Member', { teams: [] });
          await root.put(`/api/user-tokens/${token.id}`, { revoke: true });
          await root.put('/api/policy', { max_lifetime_days: 7 });
          return { path: `/api/user-tokens/${token.id}`, body: { revoke: false } };
        },
        responses: tokenResponses([400, 'lifetime_not_allowed']),
        cleanUp: ({ root }) => root.put('/api/policy', { max_lifetime_days: 365 }),
      },
    },
  },
  'DELETE /api/user-tokens/{id}': {
    targets: TOKEN_TARGETS,
    changes: true,
    request: async (...cell) => ({ path: await tokenPath(...cell) }),
    responses: tokenResponses([400, 'token_active']),
  },
  'POST /api/user-tokens/{id}/rotate': {
    targets: TOKEN_TARGETS,
    changes: true,
    request: async (...cell) => ({ path: `${await tokenPath(...cell)}/rotate` }),
    // A token may rotate itself.
    responses: (principal, target) =>
      target === 'own' && principal.credential.endsWith('_token') ? OK : issuingResponses(OK)(principal, target),
    variants: {
      'for longer than granted': {
        changes: true,
        targets: ['own'],
        request: async (...cell) => ({ path: `${await tokenPath(...cell)}/rotate`, body: { expires_in_days: 365 } }),
        responses: (principal, target) =>
          principal.credential.endsWith('_token')
            ? [400, 'lifetime_not_allowed']
            : issuingResponses(OK)(principal, target),
      },
    },
  },
  'GET /api/me': { request: () => ({ path: '/api/me' }), responses: () => OK },
  'POST /api/introspect': {
    request: () => ({ path: '/api/introspect', form: 'token=svc_nothing' }),
    responses: () => OK,
  },
  'GET /api/policy': { request: () => ({ path: '/api/policy' }), responses: () => OK },
  'PUT /api/policy': {
    request: () => ({ path: '/api/policy', body: { unused_after_days: 30 } }),
    responses: (principal) => (isMachine(principal) ? HUMAN_REQUIRED : OK),
  },
  'POST /api/teams': {
    request: (_, __, resources) => ({ path: '/api/teams', body: { name: resources.name() } }),
    responses: () => [201],
  },
  'GET /api/teams': { request: () => ({ path: '/api/teams?cursor=*' }), responses: () => OK },
  'GET /api/teams/{id}': {
    request: async (target, _, resources) => ({ path: await teamPath(target, resources) }),
    responses: unlessMissing('team', OK),
  },
  'PUT /api/teams/{id}': {
    changes: true,
    request: async (target, _, resources) => ({
      path: await teamPath(target, resources),
      body: { description: 'Changed' },
    }),
    responses: (_, target) => (target === 'own' ? [400, 'public_team'] : unlessMissing('team', OK)(_, target)),
  },
  'DELETE /api/teams/{id}': {
    changes: true,
    request: async (target, _, resources) => ({ path: await teamPath(target, resources) }),
    responses: (_, target) => (target === 'own' ? [400, 'public_team'] : unlessMissing('team', [204])(_, target)),
  },
  'POST /api/datastores': {
    request: (_, __, resources) => ({ path: '/api/datastores', body: { name: resources.name(), teams: ['Public'] } }),
    responses: () => [201],
  },
  'GET /api/datastores': { request: () => ({ path: '/api/datastores?cursor=*' }), responses: () => OK },
  'GET /api/datastores/{id}': {
    request: async (target, _, resources) => ({ path: await datastorePath(target, resources) }),
    responses: datastoreResponses(OK),
  },
  'PUT /api/datastores/{id}': {
    changes: true,
    request: async (target, _, resources) => ({
      path: await datastorePath(target, resources),
      body: { name: resources.name() },
    }),
    responses: datastoreResponses(OK),
  },
  'DELETE /api/datastores/{id}': {
    changes: true,
    request: async (target, _, resources) => ({ path: await datastorePath(target, resources) }),
    responses: datastoreResponses([204]),
  },
  'GET /api/openapi.json': { request: () => ({ path: '/api/openapi.json' }), responses: () => OK },
  'GET /api/access-review': { request: () => ({ path: '/api/access-review?size=2' }), responses: () => OK },
  'GET /api/audit-log': { request: () => ({ path: '/api/audit-log?cursor=*' }), responses: () => OK },
};
