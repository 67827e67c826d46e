// R8 under concurrent writers: when all human Admins are demoted and deactivated concurrently, one remains.
import { expect } from 'vitest';
import type { HttpClient } from '../../support/http-client.ts';
import { it as base, type Workspace } from '../../support/workspace.ts';

const ROUNDS = 10;
const ADMINS = 4;

/** A human Admin. */
interface Governor {
  readonly path: string;
  readonly email: string;
  /** The newest session, which ends when the Admin is deactivated. */
  session: HttpClient;
}

const it = base.extend('governors', { scope: 'file' }, async ({ workspace }): Promise<Governor[]> => {
  const email = 'admin@example.com';
  const first = await workspace.logIn(email);
  const others = await Promise.all(Array.from({ length: ADMINS - 1 }, () => workspace.person('Admin')));
  const { id } = (await first.get('/api/me')).body;
  return [
    { path: `/api/users/${id}`, email, session: first },
    ...others.map(({ user, session }) => ({ path: `/api/users/${user.id}`, email: user.email, session })),
  ];
});

/** The people who are Admins now. */
async function activeAdmins({ items }: Workspace, governors: readonly Governor[]): Promise<Governor[]> {
  const roster = (await items()).find(({ pk }) => pk === 'HUMAN_ADMINS');
  const ids = [...((roster?.admins as Set<number>) ?? [])];
  return governors.filter(({ path }) => ids.some((id) => path === `/api/users/${id}`));
}

/** Makes everyone an active Admin in a session again. */
async function restoreAll(workspace: Workspace, governors: readonly Governor[]): Promise<void> {
  const [survivor] = await activeAdmins(workspace, governors);
  const responses = await Promise.all(
    governors.flatMap(({ path }) => [
      survivor?.session.post(`${path}/reactivate`),
      survivor?.session.put(path, { role: 'Admin' }),
    ]),
  );
  for (const response of responses) expect(response?.status).toBe(200);
  expect(await activeAdmins(workspace, governors)).toHaveLength(ADMINS);
  for (const governor of governors) governor.session = await workspace.logIn(governor.email);
}

it('R8: keeps an active human Admin when Admins demote and deactivate each other and themselves concurrently', async ({
  workspace,
  governors,
}) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    // Each Admin is removed by another one and by themselves, so that one Admin is left in any order of the requests.
    const removals = governors.flatMap(({ path, session }, index) => {
      const other = governors[(index + 1) % ADMINS]?.session ?? session;
      return [
        index % 2 === round % 2 ? session.delete(path) : session.put(path, { role: 'Member' }),
        other.put(path, { role: 'Manager' }),
      ];
    });

    const responses = await Promise.all(removals);

    for (const { status, body } of responses) {
      // An Admin who was removed meanwhile is refused: 401 after a deactivation, `forbidden` after a demotion.
      expect([200, 204, 401, 'forbidden', 'last_human_admin']).toContain(body?.code ?? status);
    }
    expect(responses.filter(({ body }) => body?.code === 'last_human_admin').length).toBeGreaterThan(0);
    expect(await activeAdmins(workspace, governors)).toHaveLength(1);
    expect(await workspace.violations()).toEqual([]);
    await restoreAll(workspace, governors);
  }
});

it('R8: holds while some Admins are demoted and others promoted', async ({ workspace, governors }) => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const responses = await Promise.all(
      governors.flatMap(({ path, session }, index) => [
        session.put(path, { role: 'Member' }),
        governors[(index + 1) % ADMINS]?.session.put(path, { role: 'Admin' }),
      ]),
    );
    for (const response of responses) {
      expect([200, 'forbidden', 'last_human_admin']).toContain(response?.body.code ?? response?.status);
    }
    expect(await workspace.violations()).toEqual([]);
    await restoreAll(workspace, governors);
  }
});
