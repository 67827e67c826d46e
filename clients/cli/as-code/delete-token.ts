// Deletes a token. One that is active is revoked first.
import type { Api, Schemas } from '../connection/api.ts';

export async function deleteToken(api: Api, { id, active }: Pick<Schemas['Token'], 'id' | 'active'>): Promise<void> {
  const path = { params: { path: { id } } };
  if (active) await api.PUT('/api/user-tokens/{id}', { ...path, body: { revoke: true } });
  await api.DELETE('/api/user-tokens/{id}', path);
}
