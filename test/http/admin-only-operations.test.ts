// R1: only the role Admin creates and manages Service Users and their tokens. Everyone else gets 403.
import { describe, expect } from 'vitest';
import { problem } from '../support/problem.ts';
import { it as base, type Holder } from '../support/workspace.ts';

const it = base.extend('accounts', { scope: 'file' }, async ({ workspace }) => ({
  target: await workspace.serviceUser(),
  'a person who is Manager': await workspace.person('Manager'),
  'a person who is Member': await workspace.person('Member'),
  'a Service User who is Manager': await workspace.serviceUser({ role: 'Manager' }),
  'a Service User who is Member': await workspace.serviceUser({ role: 'Member' }),
  'a Service User who is Admin': await workspace.serviceUser({ role: 'Admin' }),
}));

const requests = [
  ['POST', () => '/api/users', { name: 'Intruder' }],
  ['GET', () => '/api/users'],
  ['GET', ({ user }) => `/api/users/${user.id}`],
  ['PUT', ({ user }) => `/api/users/${user.id}`, { role: 'Admin' }],
  ['DELETE', ({ user }) => `/api/users/${user.id}`],
  ['POST', ({ user }) => `/api/users/${user.id}/reactivate`],
  ['POST', ({ user }) => `/api/users/${user.id}/revoke-tokens`],
  ['DELETE', ({ user }) => `/api/users/${user.id}/identity`],
  ['GET', () => '/api/user-tokens/service'],
  ['GET', ({ token }) => `/api/user-tokens/${token.id}`],
  ['PUT', ({ token }) => `/api/user-tokens/${token.id}`, { revoke: true }],
  ['DELETE', ({ token }) => `/api/user-tokens/${token.id}`],
  ['POST', ({ token }) => `/api/user-tokens/${token.id}/rotate`],
  ['GET', () => '/api/audit-log'],
] as const satisfies [string, (target: Holder) => string, unknown?][];

const outsiders = [
  'a person who is Manager',
  'a person who is Member',
  'a Service User who is Manager',
  'a Service User who is Member',
] as const;

describe('R1: only the role Admin manages Service Users', () => {
  for (const who of outsiders) {
    it(`refuses ${who} on every route, and changes nothing`, async ({ workspace, accounts }) => {
      const { client } = accounts[who];
      await client.get('/api/me');
      const before = await workspace.items();
      for (const [method, path, body] of requests) {
        const response = await client.request(method, path(accounts.target), body);
        expect([method, path(accounts.target), response]).toMatchObject([method, {}, problem(403, 'forbidden')]);
      }
      expect(await workspace.items()).toEqual(before);
    });

    it(`refuses ${who} a token for a Service User, existing or not`, async ({ workspace, accounts }) => {
      const { client, user } = accounts[who];
      await client.get('/api/me');
      const before = await workspace.items();
      for (const user_id of [accounts.target.user.id, user.id, 999_999]) {
        const response = await client.post('/api/user-tokens', { name: 'mine', user_id, expires_in_days: 1 });
        expect(response).toMatchObject(problem(403, 'forbidden'));
      }
      expect(await workspace.items()).toEqual(before);
    });

    it(`reveals to ${who} no existing account`, async ({ accounts }) => {
      const { client } = accounts[who];
      const known = await client.get(`/api/users/${accounts.target.user.id}`);
      const unknown = await client.get('/api/users/999999');
      expect(unknown.body).toEqual(known.body);
    });
  }

  it('returns 403 before it validates the request', async ({ accounts }) => {
    const { client } = accounts['a person who is Member'];
    expect(await client.post('/api/users', { nonsense: true })).toMatchObject(problem(403, 'forbidden'));
    expect(await client.get('/api/users?nonsense=true')).toMatchObject(problem(403, 'forbidden'));
  });

  it('lets a Service User with the role Admin create and deactivate another', async ({ workspace, accounts }) => {
    const { client, user: creator } = accounts['a Service User who is Admin'];
    const created = await client.post('/api/users', { name: 'Made by a machine' });
    expect(created).toMatchObject({ status: 201, body: { created_by: creator.user_id } });
    const { id } = created.body;
    const token = await client.post('/api/user-tokens', { name: 'first', user_id: id, expires_in_days: 1 });
    expect(token).toMatchObject({ status: 201, body: { created_by: creator.user_id, user: { id } } });
    expect(await client.post(`/api/users/${id}/revoke-tokens`)).toMatchObject({ status: 200, body: { revoked: 1 } });
    expect(await client.delete(`/api/users/${id}`)).toMatchObject({ status: 204 });
    expect(await workspace.violations()).toEqual([]);
  });
});
