// A signed request records a use of its account. Identification for the function of another team does not.
import { expect, it, vi } from 'vitest';
import { authenticateSigned, identifySigned } from '../../shared/services/iam-authentication.ts';
import { anAccount, NOW } from '../support/account-fixtures.ts';

const ARN = 'arn:aws:iam::000000000000:role/pipeline';
const caller = { arn: ARN, user_id: 'AROAPIPELINE:session' };

function portsOf(changes: Parameters<typeof anAccount>[0] = {}) {
  const account = anAccount({ user_type: 'Service', iam_principals: [ARN], last_login: null, ...changes });
  return {
    now: () => NOW,
    accounts: { byIamPrincipal: async () => account },
    credentials: { find: vi.fn(), recordUse: vi.fn(async () => true) },
  };
}

it('records the use of an account that signs a request to this system', async () => {
  const ports = portsOf();
  expect(await authenticateSigned(ports, caller)).toMatchObject({ authenticated_by: 'iam' });
  expect(ports.credentials.recordUse).toHaveBeenCalledOnce();
});

it('records no use when the function of another team identifies a caller', async () => {
  const ports = portsOf();
  expect(await identifySigned(ports, caller)).toEqual(await authenticateSigned(portsOf(), caller));
  expect(ports.credentials.recordUse).not.toHaveBeenCalled();
});

it('identifies no deactivated account and no unbound IAM principal', async () => {
  const deactivated = portsOf({ deleted_at: NOW.toISOString() });
  await expect(identifySigned(deactivated, caller)).rejects.toMatchObject({ code: 'user_deactivated' });
  const unbound = portsOf({ iam_principals: [] });
  await expect(identifySigned(unbound, caller)).rejects.toMatchObject({ code: 'iam_principal_unbound' });
});
