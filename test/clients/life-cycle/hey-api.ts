// The life of a token with the client that @hey-api/openapi-ts generates.
import { createClient } from '../generated/hey-api/client';
import { createToken, createUser, deactivateUser, rotateToken, updateToken } from '../generated/hey-api/sdk.gen';
import type { LifeCycle } from './life-cycle.ts';

export const lifeCycle: LifeCycle = async (baseUrl, token) => {
  const client = createClient({ baseUrl, auth: token, throwOnError: true });
  const { data: user } = await createUser({ client, body: { name: 'Created by hey-api' }, throwOnError: true });
  const body = { name: 'production', user_id: user.id, expires_in_days: 30 };
  const { data: created } = await createToken({ client, body, throwOnError: true });
  const path = { id: created.id };
  const { data: rotated } = await rotateToken({ client, path, body: { overlap_hours: 1 }, throwOnError: true });
  const { data: revoked } = await updateToken({ client, path, body: { revoke: true }, throwOnError: true });
  const { response } = await deactivateUser({ client, path: { id: user.user_id }, throwOnError: true });
  return [user.user_id, created.status, rotated.bearer_token !== created.bearer_token, revoked.status, response.status];
};
