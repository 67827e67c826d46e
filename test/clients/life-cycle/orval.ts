// The life of a token with the fetch client and the zod schemas that orval generates. It validates requests and responses.
import { createToken, createUser, deactivateUser, rotateToken, updateToken } from '../generated/orval/client';
import * as schemas from '../generated/orval/zod';
import type { LifeCycle } from './life-cycle.ts';
import { connect } from './orval-fetch.ts';

export const lifeCycle: LifeCycle = async (baseUrl, token) => {
  connect(baseUrl, token);
  const user = schemas.CreateUserResponse.parse(
    (await createUser(schemas.CreateUserBody.parse({ name: 'Created by orval' }))).data,
  );
  const body = schemas.CreateTokenBody.parse({ name: 'production', user_id: user.id, expires_in_days: 30 });
  const created = schemas.CreateTokenResponse.parse((await createToken(body)).data);
  const rotated = schemas.RotateTokenResponse.parse((await rotateToken(created.id, { overlap_hours: 1 })).data);
  const revoked = schemas.UpdateTokenResponse.parse((await updateToken(created.id, { revoke: true })).data);
  const { status } = await deactivateUser(user.user_id);
  return [user.user_id, created.status, rotated.bearer_token !== created.bearer_token, revoked.status, status];
};
