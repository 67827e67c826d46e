// A token that is used while the policy revokes it stays active: the write requires that it is still unused.
import { expect } from 'vitest';
import { DEFAULT_POLICY } from '../../shared/domain/policy.ts';
import { authenticateToken } from '../../shared/services/authentication.ts';
import { createToken } from '../../shared/services/tokens.ts';
import { revokeUnusedTokens } from '../../shared/services/unused-tokens.ts';
import { createUser } from '../../shared/services/users.ts';
import { it } from '../support/table-fixture.ts';

const DAY = 24 * 60 * 60 * 1000;
const POLICY = { ...DEFAULT_POLICY, revoke_unused_after_days: 30 };

it('does not revoke a token that is used between the read and the write', async ({ store }) => {
  const { ports, caller } = store;
  const user = await createUser(ports, caller, { name: 'Racing', role: 'Member', teams: [], user_type: 'Service' });
  const make = (name: string) => createToken(ports, caller, { name, user_id: user.id, expires_in_days: 365 });
  const [used, idle] = [await make('used'), await make('idle')];
  const later = { ...ports, now: () => new Date(Date.now() + 31 * DAY) };
  let uses = 0;
  const raced = {
    ...later,
    accounts: {
      ...later.accounts,
      async byId(id: number) {
        const account = await ports.accounts.byId(id);
        if (uses === 0) await authenticateToken(later, used.bearer_token);
        uses += 1;
        return account;
      },
    },
  };
  const unused = [used, idle].map(({ id }) => ({ accountId: user.id, tokenId: id }));

  await revokeUnusedTokens(raced, unused, POLICY);

  const stored = await ports.accounts.byId(user.id);
  const revoked = stored?.tokens.filter(({ revoked_at }) => revoked_at !== null).map(({ name }) => name);
  expect(revoked).toEqual(['idle']);
});
