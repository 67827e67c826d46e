// The token policy: roles whose credentials must have scopes or addresses.
import { describe, expect } from 'vitest';
import { GITHUB } from '../support/federation-policies.ts';
import { it } from '../support/workspace.ts';

describe.for([
  ['scopes_required_for', 'scopes_required', { scopes: ['teams:read'] }, { scopes: null }],
  ['cidrs_required_for', 'cidrs_required', { allowed_cidrs: ['127.0.0.0/8'] }, { allowed_cidrs: [] }],
  [
    'cidrs_required_for',
    'cidrs_required',
    { allowed_cidrs: ['127.0.0.0/8', '::1'] },
    { allowed_cidrs: ['10.0.0.0/8', '0.0.0.0/0'] },
  ],
] as const)('%s', ([setting, code, narrowed, wide]) => {
  const required = (...tokens: string[]) => ({
    status: 400,
    body: { code, tokens: tokens.map((name) => expect.objectContaining({ name })) },
  });

  it('applies to tokens and federation policies of the role', async ({ workspace }) => {
    const { admin } = workspace;
    expect((await admin.get('/api/policy')).body).toMatchObject({ [setting]: [] });
    const early = await workspace.serviceUser({ role: 'Manager' });
    const member = await workspace.serviceUser();
    const policies = `/api/users/${early.user.id}/federation-policies`;
    const { body: policy } = await admin.post(policies, GITHUB);
    expect((await admin.put('/api/policy', { [setting]: ['Manager'] })).status).toBe(200);

    const token = { name: 'second', user_id: early.user.id };
    expect(await admin.post('/api/user-tokens', token)).toMatchObject(required());
    const { body: created } = await admin.post('/api/user-tokens', { ...token, ...narrowed });
    expect(created).toMatchObject(narrowed);
    expect(await admin.put(`/api/user-tokens/${created.id}`, wide)).toMatchObject(required('second'));

    // Existing tokens keep working, and cannot be rotated, restored or given a role that requires more.
    expect((await early.client.get('/api/teams')).status).toBe(200);
    expect(await early.client.post('/api/user-tokens/self/rotate')).toMatchObject(required('first'));
    expect(await admin.post(`/api/user-tokens/${early.token.id}/rotate`)).toMatchObject(required('first'));
    expect((await admin.put(`/api/user-tokens/${early.token.id}`, { revoke: true })).status).toBe(200);
    expect(await admin.put(`/api/user-tokens/${early.token.id}`, { revoke: false })).toMatchObject(required('first'));
    expect(await admin.put(`/api/users/${member.user.id}`, { role: 'Manager' })).toMatchObject(required('first'));
    expect((await admin.put(`/api/user-tokens/${member.token.id}`, narrowed)).status).toBe(200);
    expect((await admin.put(`/api/users/${member.user.id}`, { role: 'Manager' })).status).toBe(200);

    const second = { ...GITHUB, name: 'second' };
    expect(await admin.post(policies, second)).toMatchObject(required());
    expect((await admin.post(policies, { ...second, ...narrowed })).status).toBe(201);
    expect(await admin.put(`${policies}/${policy.id}`, { session_minutes: 30 })).toMatchObject(required('deploy'));
    expect((await admin.put(`${policies}/${policy.id}`, { enabled: false })).status).toBe(200);
    expect((await admin.put(`${policies}/${policy.id}`, { ...narrowed, enabled: true })).status).toBe(200);

    expect((await admin.put('/api/policy', { [setting]: [] })).status).toBe(200);
  });

  it('applies to the federation policies of an account that gets the role', async ({ workspace }) => {
    const { admin } = workspace;
    const { user } = await workspace.serviceUser({ token: undefined });
    expect((await admin.post(`/api/users/${user.id}/federation-policies`, GITHUB)).status).toBe(201);
    expect((await admin.put('/api/policy', { [setting]: ['Manager'] })).status).toBe(200);
    expect(await admin.put(`/api/users/${user.id}`, { role: 'Manager' })).toMatchObject(required('deploy'));
    expect((await admin.put('/api/policy', { [setting]: [] })).status).toBe(200);
  });
});
