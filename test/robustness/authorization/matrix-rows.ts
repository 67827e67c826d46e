// The rows of the authorization matrix: how each route is asked for, and what it responses those whom it is for.
import { randomUUID } from 'node:crypto';
import type { Answer as HttpResponse } from '../../support/http-client.ts';
import type { Caller, Population, Principal, Rejection } from './principals.ts';

/** What is asked for: of tokens, "another's" is a Service User's, and "a person's" another person's. */
export type Target = 'own' | "another's" | "a person's" | 'missing';

/** What a cell responses: a status, and the code of the problem document. */
export type Expected = Rejection;

interface Asked {
  readonly path: string;
  readonly body?: unknown;
  /** A form-encoded body, in the place of a JSON one. */
  readonly form?: string;
}

/** How a route is asked for, and what it responses those whom it is for. */
export interface Row {
  /** Whether it changes what it is asked for, so that each cell needs one of its own. */
  readonly changes?: boolean;
  /** @default all but a person's for a path that names something, else own */
  readonly targets?: readonly Target[];
  readonly ask: (target: Target, caller: Caller, resources: Resources) => Promise<Asked> | Asked;
  readonly responses: (principal: Principal, target: Target) => Expected;
}

const OK: Expected = [200];
export const FORBIDDEN: Expected = [403, 'forbidden'];
const isAdmin = ({ role }: Principal) => role === 'Admin';
export const isPerson = ({ user_type }: Principal) => user_type === 'Human';
const notFound = (resource: string): Expected => [404, `${resource}_not_found`];
const unlessMissing = (resource: string, found: Expected) => (_: Principal, target: Target) =>
  target === 'missing' ? notFound(resource) : found;

/** Things of others, made for a cell. */
export function createResources({ root, serviceUser, person }: Population) {
  let made = 0;
  const make = async (path: string, body: object): Promise<HttpResponse['body']> => {
    made += 1;
    return (await root.post(path, { name: `${path} ${made}`, ...body })).body;
  };
  return {
    root,
    serviceUser,
    person,
    name: () => `Thing ${randomUUID()}`,
    team: () => make('/api/teams', {}),
    datastore: (teams: readonly string[]) => make('/api/datastores', { teams }),
  };
}
export type Resources = ReturnType<typeof createResources>;

/** The same things each time, for cells in which nothing becomes of them. */
export function keeping(resources: Resources): Resources {
  const kept = new Map<string, unknown>();
  const keep = <Made>(name: string, make: () => Made): Made => {
    if (!kept.has(name)) kept.set(name, make());
    return kept.get(name) as Made;
  };
  return {
    ...resources,
    serviceUser: (...given) => keep(`service user ${given.length}`, () => resources.serviceUser(...given)),
    person: () => keep('person', () => resources.person()),
    team: () => keep('team', resources.team),
    datastore: (teams) => keep(`datastore ${teams}`, () => resources.datastore(teams)),
  };
}

const MISSING = 999_999;

const userPath = async (target: Target, caller: Caller, resources: Resources): Promise<string> => {
  if (target === 'missing') return `/api/users/${MISSING}`;
  const { user } = target === 'own' ? caller : await resources.serviceUser('Member', { token: undefined });
  return `/api/users/${user.id}`;
};

const tokenPath = async (target: Target, caller: Caller, resources: Resources): Promise<string> => {
  if (target === 'missing') return `/api/user-tokens/${MISSING}`;
  const owner = { own: () => caller, "another's": () => resources.serviceUser(), "a person's": () => resources.person() }[
    target
  ];
  return `/api/user-tokens/${(await owner()).token.id}`;
};

const TOKEN_TARGETS = ['own', "another's", "a person's", 'missing'] as const;

/** A team that the caller is in, or not. */
const teamPath = async (target: Target, resources: Resources): Promise<string> =>
  target === 'own' ? '/api/teams/1' : `/api/teams/${target === 'missing' ? MISSING : (await resources.team()).id}`;

/** A datastore that the caller reaches by Public, or that a team has which only Admins reach. */
const datastorePath = async (target: Target, resources: Resources): Promise<string> => {
  if (target === 'missing') return `/api/datastores/${MISSING}`;
  return `/api/datastores/${(await resources.datastore(target === 'own' ? ['Public'] : [(await resources.team()).name])).id}`;
};

const datastoreAnswers = (found: Expected) => (principal: Principal, target: Target) =>
  target === 'own' || (target === "another's" && isAdmin(principal)) ? found : notFound('datastore');

/** R1: service tokens are the Admins'. R9: a personal token is its owner's. */
const tokenAnswers = (found: Expected) => (principal: Principal, target: Target) => {
  if (target === 'missing' || target === "a person's") return notFound('token');
  const isServiceToken = target === "another's" || !isPerson(principal);
  return isServiceToken && !isAdmin(principal) ? FORBIDDEN : found;
};

export const ROWS: Readonly<Record<string, Row>> = {
  'POST /api/login': {
    ask: () => ({ path: '/api/login' }),
    responses: ({ credential, rejectedWith }) => {
      if (credential === 'service_token' || credential === 'iam') return [403, 'service_user_cannot_log_in'];
      if (credential !== 'oidc') return [401, 'unauthorized'];
      return rejectedWith ? [403, 'user_deactivated'] : OK;
    },
  },
  'POST /api/leaked-tokens': {
    ask: () => ({ path: '/api/leaked-tokens', body: { tokens: ['svc_nothing'] } }),
    responses: () => [202],
  },
  'POST /api/users': {
    ask: (_, __, resources) => ({ path: '/api/users', body: { name: resources.name() } }),
    responses: () => [201],
  },
  'GET /api/users': { ask: () => ({ path: '/api/users?cursor=*' }), responses: () => OK },
  'GET /api/users/{id}': {
    ask: async (...cell) => ({ path: await userPath(...cell) }),
    responses: unlessMissing('user', OK),
  },
  'PUT /api/users/{id}': {
    changes: true,
    ask: async (...cell) => ({ path: await userPath(...cell), body: { name: 'Renamed' } }),
    responses: unlessMissing('user', OK),
  },
  'DELETE /api/users/{id}': {
    changes: true,
    ask: async (...cell) => ({ path: await userPath(...cell) }),
    responses: (principal, target) => {
      if (target === 'missing') return notFound('user');
      return target === 'own' && !isPerson(principal) ? [400, 'active_tokens'] : [204];
    },
  },
  'POST /api/users/{id}/reactivate': {
    changes: true,
    ask: async (...cell) => ({ path: `${await userPath(...cell)}/reactivate` }),
    responses: unlessMissing('user', OK),
  },
  'POST /api/users/{id}/revoke-tokens': {
    changes: true,
    ask: async (...cell) => ({ path: `${await userPath(...cell)}/revoke-tokens` }),
    responses: (principal, target) => {
      if (target === 'missing') return notFound('user');
      return target === 'own' && isPerson(principal) ? [400, 'not_a_service_user'] : OK;
    },
  },
  'GET /api/users/{id}/deactivation-preview': {
    ask: async (...cell) => ({ path: `${await userPath(...cell)}/deactivation-preview` }),
    responses: unlessMissing('user', OK),
  },
  'POST /api/user-tokens': {
    changes: true,
    targets: ['own', "another's", 'missing'],
    ask: async (target, _, resources) => {
      const others = target === 'missing' ? MISSING : (await resources.serviceUser()).user.id;
      const owner = target === 'own' ? {} : { user_id: others };
      return { path: '/api/user-tokens', body: { name: 'second', expires_in_days: 1, ...owner } };
    },
    responses: (principal, target) => {
      if (target === 'own') return isPerson(principal) ? [201] : FORBIDDEN;
      if (!isAdmin(principal)) return FORBIDDEN;
      return target === 'missing' ? notFound('user') : [201];
    },
  },
  'GET /api/user-tokens': { ask: () => ({ path: '/api/user-tokens' }), responses: () => OK },
  'GET /api/user-tokens/service': { ask: () => ({ path: '/api/user-tokens/service?cursor=*' }), responses: () => OK },
  'GET /api/user-tokens/{id}': {
    targets: TOKEN_TARGETS,
    ask: async (...cell) => ({ path: await tokenPath(...cell) }),
    responses: tokenAnswers(OK),
  },
  'PUT /api/user-tokens/{id}': {
    targets: TOKEN_TARGETS,
    changes: true,
    ask: async (...cell) => ({ path: await tokenPath(...cell), body: { revoke: true } }),
    responses: tokenAnswers(OK),
  },
  'DELETE /api/user-tokens/{id}': {
    targets: TOKEN_TARGETS,
    changes: true,
    ask: async (...cell) => ({ path: await tokenPath(...cell) }),
    responses: tokenAnswers([400, 'token_active']),
  },
  'POST /api/user-tokens/{id}/rotate': {
    targets: TOKEN_TARGETS,
    changes: true,
    ask: async (...cell) => ({ path: `${await tokenPath(...cell)}/rotate` }),
    // The token that makes the call may renew itself, whoever it belongs to.
    responses: (principal, target) =>
      target === 'own' && principal.credential === 'service_token' ? OK : tokenAnswers(OK)(principal, target),
  },
  'GET /api/me': { ask: () => ({ path: '/api/me' }), responses: () => OK },
  'POST /api/introspect': { ask: () => ({ path: '/api/introspect', form: 'token=svc_nothing' }), responses: () => OK },
  'GET /api/policy': { ask: () => ({ path: '/api/policy' }), responses: () => OK },
  'PUT /api/policy': { ask: () => ({ path: '/api/policy', body: { unused_after_days: 30 } }), responses: () => OK },
  'POST /api/teams': {
    ask: (_, __, resources) => ({ path: '/api/teams', body: { name: resources.name() } }),
    responses: () => [201],
  },
  'GET /api/teams': { ask: () => ({ path: '/api/teams?cursor=*' }), responses: () => OK },
  'GET /api/teams/{id}': {
    ask: async (target, _, resources) => ({ path: await teamPath(target, resources) }),
    responses: unlessMissing('team', OK),
  },
  'PUT /api/teams/{id}': {
    changes: true,
    ask: async (target, _, resources) => ({ path: await teamPath(target, resources), body: { description: 'Changed' } }),
    responses: (_, target) => (target === 'own' ? [400, 'public_team'] : unlessMissing('team', OK)(_, target)),
  },
  'DELETE /api/teams/{id}': {
    changes: true,
    ask: async (target, _, resources) => ({ path: await teamPath(target, resources) }),
    responses: (_, target) => (target === 'own' ? [400, 'public_team'] : unlessMissing('team', [204])(_, target)),
  },
  'POST /api/datastores': {
    ask: (_, __, resources) => ({ path: '/api/datastores', body: { name: resources.name(), teams: ['Public'] } }),
    responses: () => [201],
  },
  'GET /api/datastores': { ask: () => ({ path: '/api/datastores?cursor=*' }), responses: () => OK },
  'GET /api/datastores/{id}': {
    ask: async (target, _, resources) => ({ path: await datastorePath(target, resources) }),
    responses: datastoreAnswers(OK),
  },
  'PUT /api/datastores/{id}': {
    changes: true,
    ask: async (target, _, resources) => ({ path: await datastorePath(target, resources), body: { name: resources.name() } }),
    responses: datastoreAnswers(OK),
  },
  'DELETE /api/datastores/{id}': {
    changes: true,
    ask: async (target, _, resources) => ({ path: await datastorePath(target, resources) }),
    responses: datastoreAnswers([204]),
  },
  'GET /api/openapi.json': { ask: () => ({ path: '/api/openapi.json' }), responses: () => OK },
  'GET /api/audit-log': { ask: () => ({ path: '/api/audit-log?cursor=*' }), responses: () => OK },
};
