// The token prefix of a deployer.
import { expect } from 'vitest';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { rotateToken } from '../../shared/services/tokens.ts';
import { createUser } from '../../shared/services/users.ts';
import { it } from '../support/table-fixture.ts';

it('begins every new or rotated token and its hint, and is required for authentication', async ({ store }) => {
  const ports = { ...store.ports, tokenPrefix: 'acme' };
  const token = { name: 'first', expires_in_days: 1 };
  const wanted = { name: 'Prefixed', role: 'Member', teams: [], user_type: 'Service', token } as const;
  const { id, token: made } = await createUser(ports, store.caller, { ...wanted, teams: [] });
  const rotated = await rotateToken(ports, store.caller, String(made?.id), {});
  for (const { bearer_token = '', hint } of [made ?? rotated, rotated]) {
    expect(bearer_token).toMatch(/^acme_svc_[0-9A-Za-z]{61}$/);
    expect(hint).toMatch(/^acme_svc_\.\.\..{4}$/);
    expect(await authenticateToken(ports, bearer_token)).toMatchObject({ id });
    expect(await authenticateToken(ports, bearer_token.replace('acme_', ''))).toBeUndefined();
  }
});
