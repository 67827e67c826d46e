// Every change of an account is published as an event, in order for each account, and without a secret.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ApiResponse } from '../support/api-response.ts';
import { daysFromNow, it, observe, types } from '../support/observed-events.ts';
import { exchange, pipeline, SUBJECT, workloadToken } from '../support/token-exchange.ts';

describe('every lifecycle change', () => {
  it('of a Service User and its token is published, in order', async ({ workspace }) => {
    const { admin, anonymous } = workspace;
    const { user, token } = await workspace.serviceUser();
    const of = (path: string) => `/api/user-tokens/${token.id}${path}`;
    await admin.put(`/api/users/${user.id}`, { name: 'Renamed', role: 'Manager' });
    await admin.post(of('/rotate'), {});
    await admin.put(of(''), { revoke: true });
    await admin.put(of(''), { revoke: false });
    await anonymous.post('/api/leaked-tokens', { tokens: [token.bearer_token] });
    await admin.delete(of(''));
    await admin.delete(`/api/users/${user.id}`);
    await admin.post(`/api/users/${user.id}/reactivate`);
    const events = await workspace.eventsOf(user.user_id, 11);
    expect(types(events)).toEqual([
      'user.created',
      'token.created',
      'user.updated',
      'user.role_changed',
      'token.rotated',
      'token.revoked',
      'token.restored',
      'token.compromised',
      'token.deleted',
      'user.deactivated',
      'user.reactivated',
    ]);
    const sequences = events.map(({ detail }) => detail.sequence);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
    expect(new Set(events.map(({ detail }) => detail.id)).size).toBe(events.length);
  });

  it('is published with its subject, actor, time and request id', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser({ role: 'Manager' });
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    const [, , revoked] = await workspace.eventsOf(user.user_id, 3);
    const { body } = await workspace.admin.get(`/api/audit-log?target=${user.user_id}&action=token.revoked`);
    const [entry] = body.items;
    expect(revoked).toMatchObject({
      source: 'service-users',
      'detail-type': 'token.revoked',
      time: `${entry.at.slice(0, 19)}Z`,
      detail: {
        at: entry.at,
        actor: 'admin@example.com',
        request_id: entry.request_id,
        user: { id: user.id, user_id: user.user_id, user_type: 'Service', name: user.name, role: 'Manager' },
        token: { id: token.id, name: 'first', type: 'Service', status: 'Revoked', expiration: token.expiration },
      },
    });
  });

  it('is published for a federation policy, with what changed', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser({ token: undefined });
    const path = `/api/users/${user.id}/federation-policies`;
    const settings = { issuer: 'https://issuer.example.com', audience: 'service-users', subject: 'job:etl' };
    const { body } = await admin.post(path, { name: 'deploy', ...settings, claims: { branch: 'main' } });
    await admin.put(`${path}/${body.id}`, { enabled: false, claims: {} });
    await admin.delete(`${path}/${body.id}`);
    const [, created, updated, deleted] = await workspace.eventsOf(user.user_id, 4);
    const federation_policy = { id: body.id, name: 'deploy', ...settings, version: 1, enabled: true };
    expect(created).toMatchObject({ 'detail-type': 'federation_policy.created', detail: { federation_policy } });
    expect(updated).toMatchObject({
      'detail-type': 'federation_policy.updated',
      detail: {
        federation_policy: { version: 2, enabled: false },
        changes: {
          version: { from: 1, to: 2 },
          enabled: { from: true, to: false },
          claims: { from: { branch: 'main' }, to: {} },
        },
      },
    });
    expect(deleted).toMatchObject({
      'detail-type': 'federation_policy.deleted',
      detail: { federation_policy: { id: body.id, version: 2 } },
    });
  });

  it('is published for each of the tokens that are revoked together', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    await workspace.admin.post('/api/user-tokens', { name: 'second', user_id: user.id });
    await workspace.admin.post(`/api/users/${user.id}/revoke-tokens`);
    const events = await workspace.eventsOf(user.user_id, 5);
    expect(types(events).slice(3)).toEqual(['token.revoked', 'token.revoked']);
  });

  it('is published for a person and a compromised personal token', async ({ workspace }) => {
    const { user, token } = await workspace.person();
    await workspace.anonymous.post('/api/leaked-tokens', { tokens: [token.bearer_token] });
    const events = await workspace.eventsOf(user.user_id, 3);
    expect(types(events)).toEqual(['user.created', 'token.created', 'token.compromised']);
    expect(events[2]?.detail).toMatchObject({ actor: 'anonymous', token: { type: 'Personal', status: 'Compromised' } });
  });

  it('is published for an expired token that was deleted on creation of another', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser();
    for (let number = 2; number <= 13; number += 1) {
      if (number === 13) await workspace.setTokenTimes(token, { expiration: daysFromNow(-1) });
      await workspace.admin.post('/api/user-tokens', { name: `${number}`, user_id: user.id, expires_in_days: 1 });
    }
    const [deleted, created] = (await workspace.eventsOf(user.user_id, 15)).slice(-2);
    expect(deleted).toMatchObject({ 'detail-type': 'token.deleted', detail: { token: { name: 'first' } } });
    expect(created).toMatchObject({ 'detail-type': 'token.created', detail: { token: { name: '13' } } });
  });

  it('is published for the use of a secret after its overlap', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser();
    await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, { overlap_hours: 0 });
    expect(await client.get('/api/me')).toMatchObject({ status: 401 });
    const events = await workspace.eventsOf(user.user_id, 4);
    expect(types(events).slice(2)).toEqual(['token.rotated', 'token.retired_secret_used']);
  });

  it('is published for each refused rotation by a superseded secret', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser();
    await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, {});
    const attempts = 25;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      expect(await client.post('/api/user-tokens/self/rotate')).toMatchObject({ status: 403 });
    }
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    const events = await workspace.eventsOf(user.user_id, 4 + attempts);
    const attempted = Array.from({ length: attempts }, () => 'token.superseded_secret_rotation');
    expect(types(events).slice(2)).toEqual(['token.rotated', ...attempted, 'token.revoked']);
    expect(new Set(events.map(({ detail }) => detail.id)).size).toBe(events.length);
    expect(events[3]?.detail).toMatchObject({
      actor: user.user_id,
      user: { user_id: user.user_id },
      token: { id: token.id, status: 'Active', expiration: token.expiration },
    });
  });

  it('is published for each token of a person who is deactivated', async ({ workspace }) => {
    const { user, session } = await workspace.person();
    await session.post('/api/user-tokens', { name: 'second' });
    await workspace.admin.delete(`/api/users/${user.id}`);
    const events = await workspace.eventsOf(user.user_id, 6);
    expect(types(events).slice(3).toSorted()).toEqual(['token.revoked', 'token.revoked', 'user.deactivated']);
  });

  it('is published, but no recorded use and no request without a change', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser();
    await client.get('/api/me');
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: false });
    await workspace.admin.put(`/api/users/${user.id}`, { role: 'Member' });
    expect(types(await workspace.eventsOf(user.user_id, 2))).toEqual(['user.created', 'token.created']);
  });

  it('is published in order for each of many accounts that change concurrently', async ({ workspace }) => {
    const { admin } = workspace;
    const holders = await Promise.all(Array.from({ length: 8 }, () => workspace.serviceUser()));
    const rounds = 5;
    await Promise.all(
      holders.map(async ({ token }) => {
        for (let round = 0; round < rounds; round += 1) {
          await admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
          await admin.put(`/api/user-tokens/${token.id}`, { revoke: false });
        }
      }),
    );
    for (const { user } of holders) {
      const events = await workspace.eventsOf(user.user_id, 2 + 2 * rounds);
      const expected = Array.from({ length: rounds }, () => ['token.revoked', 'token.restored']).flat();
      expect(types(events)).toEqual(['user.created', 'token.created', ...expected]);
    }
  });

  it('is published without a secret', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser();
    const { body: rotated } = await workspace.admin.post(`/api/user-tokens/${token.id}/rotate`, {});
    await workspace.eventsOf(user.user_id, 3);
    const published = readFileSync(join(workspace.folder, 'events.jsonl'), 'utf8');
    const items = JSON.stringify(await workspace.items());
    const hashes = [...items.matchAll(/"hash":"([^"]+)"/g)].map(([, hash]) => hash);
    expect(hashes.length).toBeGreaterThan(0);
    for (const secret of [token.bearer_token, rotated.bearer_token, ...hashes]) expect(published).not.toContain(secret);
  });
});

describe('exchanges by a federation policy', () => {
  it('are published once in five minutes, accepted and refused ones apart', async ({ workspace }) => {
    const { user, policy } = await pipeline(workspace);
    const accepted = async () => exchange(workspace, await workloadToken(), user.id);
    const refused = async () => exchange(workspace, await workloadToken({ sub: 'another' }), user.id);
    for (let time = 0; time < 3; time += 1) {
      expect((await accepted()).status).toBe(200);
      expect((await refused()).status).toBe(400);
    }
    const events = (await workspace.eventsOf(user.user_id, 5)).slice(3);
    expect(types(events)).toEqual(['federation.used', 'federation.refused']);
    const federation = { policy_id: policy.id, policy: policy.name };
    expect(events).toMatchObject([
      { detail: { user: { user_id: user.user_id }, federation: { ...federation, subject: SUBJECT } } },
      { detail: { user: { user_id: user.user_id }, federation: { ...federation, subject: 'another' } } },
    ]);
  });

  it('are not published when the signature of the token is invalid', async ({ workspace }) => {
    const { user } = await pipeline(workspace);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect((await exchange(workspace, await workloadToken({}, { key: privateKey }), user.id)).status).toBe(400);
    expect(types((await workspace.eventsOf(user.user_id, 3)).slice(3))).toEqual([]);
  });
});

test('all events are delivered in order after the bus was unavailable', async ({ onTestFinished }) => {
  const workspace = await observe(onTestFinished, { busIsThere: false });
  const { user, token } = await workspace.serviceUser();
  await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
  while (!workspace.logs().includes('events were not published')) await delay(50);
  expect(workspace.events()).toEqual([]);
  mkdirSync(workspace.folder);
  const events = await workspace.eventsOf(user.user_id, 3);
  expect(types(events)).toEqual(['user.created', 'token.created', 'token.revoked']);
  expect(workspace.events()[0]?.detail.user.user_id).toBe('admin@example.com');
});

describe('notices that depend on time only', () => {
  it('are published on schedule, once', async ({ workspace }) => {
    await workspace.runSchedules();
    const names = ['thirty', 'seven', 'one', 'gone', 'idle', 'far', 'revoked'];
    const { user } = await workspace.serviceUser({ token: undefined });
    const made = new Map<string, ApiResponse['body']>();
    for (const name of names) {
      const { body } = await workspace.admin.post('/api/user-tokens', { name, user_id: user.id, expires_in_days: 365 });
      made.set(name, body);
    }
    const set = (name: string, times: { expiration?: string; last_used?: string }) =>
      workspace.setTokenTimes(made.get(name), times);
    await workspace.admin.put(`/api/user-tokens/${made.get('revoked')?.id}`, { revoke: true });
    await set('thirty', { expiration: daysFromNow(30) });
    await set('seven', { expiration: daysFromNow(7) });
    await set('one', { expiration: daysFromNow(1) });
    await set('gone', { expiration: daysFromNow(0) });
    await set('far', { expiration: daysFromNow(31) });
    await set('revoked', { expiration: daysFromNow(7), last_used: daysFromNow(-90) });
    await set('idle', { last_used: daysFromNow(-90) });
    await delay(100);
    await workspace.runSchedules();
    await workspace.runSchedules();
    const published = (await workspace.eventsOf(user.user_id, 1 + names.length + 1 + 5)).filter(
      ({ detail }) => detail.actor === null,
    );
    const summary = published.map((event) => [event['detail-type'], event.detail.token.name]);
    expect(summary.toSorted()).toEqual([
      ['token.expired', 'gone'],
      ['token.expiring', 'one'],
      ['token.expiring', 'seven'],
      ['token.expiring', 'thirty'],
      ['token.unused', 'idle'],
    ]);
  });

  it('use the number of unused days in the policy', async ({ workspace }) => {
    const { body: policy } = await workspace.admin.get('/api/policy');
    await workspace.admin.put('/api/policy', { ...policy, unused_after_days: 10 });
    const { user, token } = await workspace.serviceUser();
    await workspace.setTokenTimes(token, { last_used: daysFromNow(-10) });
    await delay(100);
    await workspace.runSchedules();
    const events = await workspace.eventsOf(user.user_id, 3);
    expect(types(events).at(-1)).toBe('token.unused');
  });
});

it('reports a change of what narrows a token, and its use from an address that is not allowed once an hour', async ({
  workspace,
}) => {
  const { user, token, client } = await workspace.serviceUser();
  await workspace.admin.put(`/api/user-tokens/${token.id}`, { allowed_cidrs: ['192.0.2.0/24'] });
  const begun = Date.now();
  expect((await client.get('/api/me')).status).toBe(401);
  const rejected = Date.now();
  for (let request = 0; request < 2; request += 1) expect((await client.get('/api/me')).status).toBe(401);
  const events = await workspace.eventsOf(user.user_id, 4);
  expect(events.map((event) => [event['detail-type'], event.detail.actor])).toEqual([
    ['user.created', 'admin@example.com'],
    ['token.created', 'admin@example.com'],
    ['token.narrowing_changed', 'admin@example.com'],
    ['token.refused_address', 'anonymous'],
  ]);
  const [, , , refused] = events;
  expect(refused?.detail.token).toMatchObject({ id: token.id, status: 'Active' });
  // The use is recorded before the response, so that its event waits for nothing but the stream.
  expect(Date.parse(refused?.time ?? '')).toBeGreaterThanOrEqual(Math.floor(begun / 1000) * 1000);
  expect(Date.parse(refused?.time ?? '')).toBeLessThanOrEqual(rejected);
});
