// The life of a token with openapi-fetch and the types that openapi-typescript generates.
import createClient from 'openapi-fetch';
import type { paths } from '../generated/openapi-typescript';
import type { LifeCycle } from './life-cycle.ts';

export const lifeCycle: LifeCycle = async (baseUrl, token) => {
  const api = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });
  const { data: user } = await api.POST('/api/users', { body: { name: 'Created by openapi-typescript' } });
  if (user === undefined) throw new Error('the user was not created');
  const body = { name: 'production', user_id: user.id, expires_in_days: 30 };
  const { data: created } = await api.POST('/api/user-tokens', { body });
  if (created === undefined) throw new Error('the token was not created');
  const params = { path: { id: created.id } };
  const rotated = await api.POST('/api/user-tokens/{id}/rotate', { params, body: { overlap_hours: 1 } });
  const revoked = await api.PUT('/api/user-tokens/{id}', { params, body: { revoke: true } });
  const { response } = await api.DELETE('/api/users/{id}', { params: { path: { id: user.user_id } } });
  const isNew = rotated.data?.bearer_token !== created.bearer_token;
  return [user.user_id, created.status, isNew, revoked.data?.status, response.status];
};
