// The tests of all operations: the request, the resources that it changes, and how a client recovers when it does not know
// whether the change was made.
import { signIdToken } from '../../support/id-tokens.ts';
import {
  exchange,
  expectSuccess,
  FEDERATION_POLICY,
  FIRST_TOKEN,
  issuerKeys,
  logIn,
  SIGNING_ROLE,
  workloadToken,
} from '../support/fixtures.ts';
import { ADMIN_EMAIL, ALLOWED_DOMAIN } from '../support/system-under-test.ts';
import { type About, account, existing, named, POLICY } from './observed-state.ts';
import {
  areRejected,
  byReader,
  federationPolicy,
  idOf,
  inSession,
  type Operation,
  type OperationTest,
  person,
  personalToken,
  read,
  rotateLost,
  type Setup,
  serviceId,
  serviceUser,
  works,
} from './operation-test.ts';

/** By the id of the operation, with a variant for each relevant path through it. */
export const OPERATIONS: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  'users/create-user': {
    'a Service User with a token': async (setup, name) => ({
      send: () => setup.admin.post('/api/users', { name, teams: ['Analysts'], token: FIRST_TOKEN }),
      about: [account(serviceId(name))],
      doneAlready: 'user_id_taken',
      flaws: works(setup, (body) => body.token.bearer_token),
      recover: () => rotateLost(setup, serviceId(name), FIRST_TOKEN.name),
    }),
    'a Service User with a key': async ({ admin }, name) => ({
      send: () => admin.post('/api/users', { name }, { 'idempotency-key': idOf(name) }),
      about: [account(serviceId(name))],
      doneAlready: 'already_created',
    }),
    'a human Admin': async ({ admin }, name) => {
      const email = `${idOf(name)}@example.com`;
      return {
        send: () => admin.post('/api/users', { name, email, user_type: 'Human', role: 'Admin' }),
        about: [account(email)],
        doneAlready: 'user_id_taken',
      };
    },
  },
  'users/list-users': { '': read('/api/users?name=the%20reader&team=analysts&role=Member') },
  'users/get-user': { '': read('/api/users/the_reader@service') },
  'users/update-user': {
    'a Service User': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name, { teams: ['Analysts'] });
      const iam_principals = [`arn:aws:iam::000000000000:role/${idOf(name)}`];
      const changes = { name: `${name} renamed`, role: 'Manager', teams: ['Other'], iam_principals };
      const ownership = { owners: [ADMIN_EMAIL], purpose: 'Loads the warehouse', labels: { env: 'test' } };
      return {
        send: () => setup.admin.put(`/api/users/${id}`, { ...changes, ...ownership }),
        about: [account(user_id)],
      };
    },
    'a human Admin, who is demoted': async (setup, name) => {
      const { id, user_id } = await person(setup, name, { role: 'Admin' });
      return {
        send: () => setup.admin.put(`/api/users/${id}`, { role: 'Member', teams: [] }),
        about: [account(user_id)],
      };
    },
  },
  'users/deactivate-user': {
    'a Service User': async (setup, name) => {
      const { user_id } = await serviceUser(setup, name, { token: undefined, teams: ['Analysts'] });
      return { send: () => setup.admin.delete(`/api/users/${user_id}`), about: [account(user_id)] };
    },
    'a human Admin': async (setup, name) => {
      const { id, user_id } = await person(setup, name, { role: 'Admin' });
      return { send: () => setup.admin.delete(`/api/users/${id}`), about: [account(user_id)] };
    },
    'a person with a token and a session': async (setup, name) => {
      const { id, user_id, email } = await person(setup, name);
      const { bearer_token } = await personalToken(setup, email);
      const session = await inSession(setup, email);
      return {
        send: () => setup.admin.delete(`/api/users/${id}`),
        about: [account(user_id)],
        flaws: () => areRejected(setup.client(bearer_token), session),
      };
    },
  },
  'users/unlink-identity': {
    '': async (setup, name) => {
      const { id, user_id, email } = await person(setup, name);
      const session = await inSession(setup, email);
      return {
        send: () => setup.admin.delete(`/api/users/${id}/identity`),
        about: [account(user_id)],
        flaws: () => areRejected(session),
      };
    },
  },
  'users/preview-deactivation': { '': read('/api/users/the_reader@service/deactivation-preview') },
  'users/reactivate-user': {
    '': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name, { token: undefined, teams: ['Analysts'] });
      await expectSuccess(setup.admin.delete(`/api/users/${id}`));
      return { send: () => setup.admin.post(`/api/users/${id}/reactivate`), about: [account(user_id)] };
    },
  },
  'users/revoke-user-tokens': {
    'of a person': async (setup, name) => {
      const { id, user_id, email } = await person(setup, name);
      const { bearer_token } = await personalToken(setup, email);
      const session = await inSession(setup, email);
      return {
        send: () => setup.admin.post(`/api/users/${id}/revoke-tokens`),
        about: [account(user_id)],
        makesMore: ['user.tokens_revoked'],
        flaws: () => areRejected(setup.client(bearer_token), session),
      };
    },
    'of a Service User': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name);
      const send = () => setup.admin.post(`/api/users/${id}/revoke-tokens`);
      return { send, about: [account(user_id)], makesMore: ['user.tokens_revoked'] };
    },
  },
  'user-tokens/create-token': {
    'of a Service User': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name, { token: undefined });
      return {
        send: () => setup.admin.post('/api/user-tokens', { ...FIRST_TOKEN, user_id: id }),
        about: [account(user_id)],
        doneAlready: 'token_name_taken',
        flaws: works(setup),
        recover: () => rotateLost(setup, user_id, FIRST_TOKEN.name),
      };
    },
    'of a Service User with a key': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name, { token: undefined });
      const body = { ...FIRST_TOKEN, user_id: id };
      const headers = { 'idempotency-key': idOf(name) };
      return {
        send: () => setup.admin.post('/api/user-tokens', body, headers),
        about: [account(user_id)],
        doneAlready: 'already_created',
        flaws: works(setup),
        // The repeat has the id of the token, which is enough to rotate it.
        async recover() {
          const { body: repeat } = await setup.admin.post('/api/user-tokens', body, headers);
          return works(setup)(await setup.admin.post(`/api/user-tokens/${repeat.id}/rotate`));
        },
      };
    },
    'of a person': async (setup, name) => {
      const { user_id, email } = await person(setup, name);
      // The recovery rotates a personal token, which takes a session as well.
      const client = await inSession(setup, email);
      return {
        send: () => client.post('/api/user-tokens', FIRST_TOKEN),
        about: [account(user_id)],
        doneAlready: 'token_name_taken',
        flaws: works(setup),
        async recover() {
          const { items } = await expectSuccess(client.get('/api/user-tokens'));
          return works(setup)(await client.post(`/api/user-tokens/${items[0]?.id}/rotate`));
        },
      };
    },
  },
  'user-tokens/list-personal-tokens': { '': read('/api/user-tokens') },
  'user-tokens/list-service-tokens': {
    'of an account': read(({ reader }) => `/api/user-tokens/service?user_id=${reader.id}&status=Active`),
    'of all': read('/api/user-tokens/service?status=Compromised&size=1'),
  },
  'user-tokens/get-token': { '': read(({ reader }) => `/api/user-tokens/${reader.token.id}`) },
  'user-tokens/update-token': {
    'that is revoked': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      return {
        send: () => setup.admin.put(`/api/user-tokens/${token.id}`, { revoke: true }),
        about: [account(user_id)],
      };
    },
    'that is restored': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      await expectSuccess(setup.admin.put(`/api/user-tokens/${token.id}`, { revoke: true }));
      return {
        send: () => setup.admin.put(`/api/user-tokens/${token.id}`, { revoke: false }),
        about: [account(user_id)],
      };
    },
    'of a person, that is restored': async (setup, name) => {
      const { user_id, email } = await person(setup, name);
      const { id } = await personalToken(setup, email);
      const client = await inSession(setup, email);
      await expectSuccess(client.put(`/api/user-tokens/${id}`, { revoke: true }));
      return { send: () => client.put(`/api/user-tokens/${id}`, { revoke: false }), about: [account(user_id)] };
    },
  },
  'user-tokens/rotate-token': {
    'by an Admin': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      return {
        send: () => setup.admin.post(`/api/user-tokens/${token.id}/rotate`),
        about: [account(user_id)],
        makesMore: ['token.rotated'],
        flaws: works(setup),
      };
    },
    'by itself, used for the first time': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      const client = setup.client(token.bearer_token);
      return {
        send: () => client.post('/api/user-tokens/self/rotate', { overlap_hours: 1 }),
        about: [account(user_id)],
        makesMore: ['token.rotated'],
        async flaws(response) {
          const old = (await client.get('/api/me')).status;
          return [
            ...(await works(setup)(response)),
            ...(old === 200 ? [] : [`the old secret is rejected with ${old}`]),
          ];
        },
      };
    },
    'by a superseded secret': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      await expectSuccess(setup.admin.post(`/api/user-tokens/${token.id}/rotate`));
      const previous = setup.client(token.bearer_token);
      return {
        send: () => previous.post('/api/user-tokens/self/rotate'),
        about: [account(user_id)],
        flaws: async ({ body }) => (body.code === 'secret_superseded' ? [] : ['the previous secret rotates its token']),
      };
    },
  },
  'user-tokens/delete-token': {
    '': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      await expectSuccess(setup.admin.put(`/api/user-tokens/${token.id}`, { revoke: true }));
      return {
        send: () => setup.admin.delete(`/api/user-tokens/${token.id}`),
        about: [account(user_id)],
        doneAlready: 'token_not_found',
      };
    },
  },
  'federation-policies/create-federation-policy': {
    '': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name);
      return {
        send: () => setup.admin.post(`/api/users/${id}/federation-policies`, FEDERATION_POLICY),
        about: [account(user_id)],
        doneAlready: 'federation_policy_name_taken',
      };
    },
  },
  'federation-policies/list-federation-policies': { '': read('/api/users/the_reader@service/federation-policies') },
  'federation-policies/get-federation-policy': {
    '': async (setup, name) => {
      const { path } = await federationPolicy(setup, name);
      return { send: () => setup.admin.get(path) };
    },
  },
  'federation-policies/update-federation-policy': {
    '': async (setup, name) => {
      const { path, user_id } = await federationPolicy(setup, name);
      return {
        send: () => setup.admin.put(path, { enabled: false, claims: { branch: 'main' } }),
        about: [account(user_id)],
      };
    },
  },
  'federation-policies/delete-federation-policy': {
    '': async (setup, name) => {
      const { path, user_id } = await federationPolicy(setup, name);
      return {
        send: () => setup.admin.delete(path),
        about: [account(user_id)],
        doneAlready: 'federation_policy_not_found',
      };
    },
  },
  'federation-policies/test-federation-policy': {
    '': async (setup, name) => {
      const { path } = await federationPolicy(setup, name);
      return { send: () => setup.admin.post(`${path}/test`, { subject_token: 'not a token' }) };
    },
  },
  'me/get-me': {
    'by a token that is used for the first time': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name, { teams: ['Analysts'] });
      return { send: () => setup.client(token.bearer_token).get('/api/me'), about: [account(user_id)] };
    },
    'by a secret that confirms its rotation': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      const previous = setup.client(token.bearer_token);
      const { bearer_token } = await expectSuccess(previous.post('/api/user-tokens/self/rotate'));
      const newest = setup.client(bearer_token);
      return {
        send: () => newest.get('/api/me'),
        about: [account(user_id)],
        // When the confirmation was not written, the next use writes it.
        async flaws() {
          await expectSuccess(newest.get('/api/me'));
          const { status, body } = await previous.post('/api/user-tokens/self/rotate');
          return body.code === 'secret_superseded' ? [] : [`the previous secret rotates: ${status}`];
        },
      };
    },
    'by an old secret after its overlap': async (setup, name) => {
      const { token, user_id } = await serviceUser(setup, name);
      await expectSuccess(setup.admin.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 }));
      return { send: () => setup.client(token.bearer_token).get('/api/me'), about: [account(user_id)] };
    },
    'by a session': async (setup, name) => {
      const session = await inSession(setup, (await person(setup, name)).email);
      return { send: () => session.get('/api/me') };
    },
    'by a signature': async (setup, name) => {
      // One IAM role signs, so it is bound to the Service User of this run.
      const { system, clientName, admin } = setup;
      const bound = (await system.signed(clientName).get('/api/me')).body;
      if (bound.id) await expectSuccess(admin.put(`/api/users/${bound.id}`, { iam_principals: [] }));
      const { id, user_id } = await serviceUser(setup, name, { teams: ['Analysts'] });
      await expectSuccess(admin.put(`/api/users/${id}`, { iam_principals: [SIGNING_ROLE] }));
      return { send: () => system.signed(clientName).get('/api/me'), about: [account(user_id)] };
    },
  },
  'introspect/introspect-token': {
    '': async ({ admin, fixtures }) => ({
      send: () =>
        admin.send('POST', '/api/introspect', {
          body: String(new URLSearchParams({ token: fixtures.reader.token.bearer_token })),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        }),
    }),
  },
  'leaked-tokens/report-leaked-tokens': {
    'of a session': async (setup, name) => {
      const { user_id, email } = await person(setup, name);
      const session = await logIn(setup.system, email, setup.clientName);
      return {
        send: () => setup.client().post('/api/leaked-tokens', { tokens: [session] }),
        about: [account(user_id)],
        flaws: () => areRejected(setup.client(session)),
      };
    },
    'of tokens': async (setup, name) => {
      const owners = [await serviceUser(setup, name), await serviceUser(setup, `${name} and another`)];
      const tokens = owners.map(({ token }) => token.bearer_token);
      return {
        send: () => setup.client().post('/api/leaked-tokens', { tokens }),
        about: owners.map(({ user_id }) => account(user_id)),
      };
    },
  },
  'policy/get-policy': { '': read('/api/policy') },
  'policy/update-policy': {
    '': async ({ admin }, name) => {
      const days = 1 + (Number(/\d+$/.exec(name)?.[0]) % 300);
      return { send: () => admin.put('/api/policy', { unused_after_days: days }), about: [POLICY] };
    },
  },
  'teams/create-team': {
    '': async ({ admin }, name) => ({
      send: () => admin.post('/api/teams', { name }),
      about: [named('team', name)],
      doneAlready: 'team_name_taken',
    }),
  },
  'teams/list-teams': { '': read('/api/teams?size=1') },
  'teams/get-team': { '': read(({ analysts }) => `/api/teams/${analysts.id}`) },
  'teams/update-team': {
    '': async ({ admin }, name) => {
      const { id } = await expectSuccess(admin.post('/api/teams', { name }));
      return { send: () => admin.put(`/api/teams/${id}`, { name: `${name} renamed` }), about: [existing('team', id)] };
    },
  },
  'teams/delete-team': {
    '': async ({ admin }, name) => {
      const { id } = await expectSuccess(admin.post('/api/teams', { name }));
      return {
        send: () => admin.delete(`/api/teams/${id}`),
        about: [existing('team', id)],
        doneAlready: 'team_not_found',
      };
    },
  },
  'datastores/create-datastore': {
    '': async ({ admin }, name) => ({
      send: () => admin.post('/api/datastores', { name, teams: ['Other', 'Others'] }),
      about: [named('datastore', name)],
      doneAlready: 'datastore_name_taken',
    }),
  },
  'datastores/list-datastores': { '': read('/api/datastores?size=1', byReader) },
  'datastores/get-datastore': { '': read(({ archive }) => `/api/datastores/${archive.id}`, byReader) },
  'datastores/update-datastore': {
    '': async ({ admin }, name) => {
      const { id } = await expectSuccess(admin.post('/api/datastores', { name, teams: ['Other'] }));
      const changes = { name: `${name} renamed`, teams: ['Other', 'Others'] };
      return { send: () => admin.put(`/api/datastores/${id}`, changes), about: [existing('datastore', id)] };
    },
  },
  'datastores/delete-datastore': {
    '': async ({ admin }, name) => {
      const { id } = await expectSuccess(admin.post('/api/datastores', { name, teams: ['Other'] }));
      return {
        send: () => admin.delete(`/api/datastores/${id}`),
        about: [existing('datastore', id)],
        doneAlready: 'datastore_not_found',
      };
    },
  },
  // The accounts of the other tests have none of these findings, so that the response stays the same.
  'access-review/list-access-review': { '': read('/api/access-review?size=2&finding=wide_federation') },
  'audit-log/list-audit-log': { '': read('/api/audit-log?target=the_reader@service') },
  'login/log-in': {
    'of a person who was invited': async (setup, name) => {
      const { user_id, email } = await person(setup, name, { teams: ['Analysts'] });
      return login(setup, email, account(user_id));
    },
    'of a person who is new': async (setup, name) => {
      const email = `${idOf(name)}@${ALLOWED_DOMAIN}`;
      return login(setup, email, account(email));
    },
  },
  'oauth/exchange-token': {
    'of a workload': async (setup, name) => {
      const { id, user_id } = await serviceUser(setup, name);
      const policy = { ...FEDERATION_POLICY, jwks: issuerKeys() };
      await expectSuccess(setup.admin.post(`/api/users/${id}/federation-policies`, policy));
      const token = await workloadToken();
      return {
        send: () => exchange(setup.client(), token, id),
        about: [account(user_id)],
        flaws: works(setup, (body) => body.access_token),
      };
    },
    'of a person': async (setup, name) => {
      const { user_id, email } = await person(setup, name);
      const token = await signIdToken(email);
      return {
        send: () => exchange(setup.client(), token),
        about: [account(user_id)],
        doneAlready: 'invalid_grant',
        flaws: works(setup, (body) => body.access_token),
        recover: async () => {
          const { status } = await exchange(setup.client(), await signIdToken(email));
          return status === 200 ? [] : [`another ID token is rejected with ${status}`];
        },
      };
    },
  },
  'logout/log-out': {
    '': async (setup, name) => {
      const { user_id, email } = await person(setup, name);
      const session = await inSession(setup, email);
      return {
        send: () => session.post('/api/logout'),
        about: [account(user_id)],
        doneAlready: 'gateway 401',
        flaws: () => areRejected(session),
      };
    },
  },
};

/** The ID token logs in once. A client without the response logs in with another one. */
async function login(setup: Setup, email: string, about: About): Promise<OperationTest> {
  const id_token = await signIdToken(email);
  const hasSession = works(setup, (body) => body.session.access_token);
  return {
    send: () => setup.client().post('/api/login', { id_token }),
    about: [about],
    doneAlready: 'id_token_used',
    flaws: hasSession,
    async recover() {
      const { status } = await (await inSession(setup, email)).get('/api/me');
      return status === 200 ? [] : [`a further login returns a session that is rejected with ${status}`];
    },
  };
}
