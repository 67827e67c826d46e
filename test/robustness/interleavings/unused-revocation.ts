// Holds the scheduled run that revokes unused tokens at each of its calls to DynamoDB in turn, and lets a request about the token
// come to its end meanwhile. A token that was used, rotated or restored before the write must stay active.
import type { ApiResponse } from '../../support/api-response.ts';
import type { HttpClient } from '../../support/http-client.ts';
import { type Mutant, NOTIFIER } from '../support/bundle.ts';
import { expectSuccess, logIn } from '../support/fixtures.ts';
import { loadFunctions } from '../support/functions.ts';
import { ADMIN_EMAIL, type SystemUnderTest } from '../support/system-under-test.ts';

export interface RevocationSweep {
  readonly runs: number;
  readonly violations: readonly string[];
}

interface Unused {
  readonly user: ApiResponse['body'];
  readonly client: HttpClient;
  readonly admin: HttpClient;
}

interface Interruption {
  readonly name: string;
  /** The status of the token after the run. */
  readonly leaves: 'Active' | 'Revoked';
  readonly act: (unused: Unused) => Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** The shortest time that the policy can have. */
const UNUSED_DAYS = 30;
/** Later than the policy revokes: it revokes nothing within 30 days after it is set. */
const LATER_MS = 2 * (UNUSED_DAYS + 1) * DAY_MS;

const tokenPath = ({ user }: Unused) => `/api/user-tokens/${user.token.id}`;
const setRevoked = async (unused: Unused, revoke: boolean) => {
  await expectSuccess(unused.admin.put(tokenPath(unused), { revoke }));
};

const INTERRUPTIONS: readonly Interruption[] = [
  { name: 'no request', leaves: 'Revoked', act: async () => {} },
  {
    name: 'the token is used',
    leaves: 'Active',
    act: async ({ client }) => void (await expectSuccess(client.get('/api/me'))),
  },
  {
    name: 'the token is rotated',
    leaves: 'Active',
    act: async (unused) => void (await expectSuccess(unused.admin.post(`${tokenPath(unused)}/rotate`))),
  },
  {
    name: 'the token is revoked and restored',
    leaves: 'Active',
    act: async (unused) => {
      await setRevoked(unused, true);
      await setRevoked(unused, false);
    },
  },
  { name: 'the token is revoked', leaves: 'Revoked', act: (unused) => setRevoked(unused, true) },
  {
    name: 'the account is renamed',
    leaves: 'Revoked',
    act: async ({ admin, user }) => void (await expectSuccess(admin.put(`/api/users/${user.id}`, { name: 'Renamed' }))),
  },
];

/** @param mutant - A mistake in the scheduled function. @default none */
export async function sweepUnusedRevocation(system: SystemUnderTest, mutant?: Mutant): Promise<RevocationSweep> {
  const { endpoint, accessKeyId, secretAccessKey } = system.database;
  const environment = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    // No notice becomes due between two runs, so that nothing is published.
    EVENT_BUS_NAME: 'none',
    TABLE_NAME: system.tableName,
  };
  const functions = await loadFunctions({ environment, mutant, ids: [NOTIFIER] });
  const setClock = (ahead: number) => {
    for (const { effects } of [system, functions]) effects.now = () => new Date(Date.now() + ahead);
  };
  let [calls, interruptAt, interrupt] = [0, -1, async () => {}];
  functions.client.middlewareStack.add(
    (next) => async (args) => {
      calls += 1;
      if (calls === interruptAt) await interrupt();
      return next(args);
    },
    { step: 'initialize', name: 'interruption' },
  );
  const run = async () => {
    calls = 0;
    await functions.handlerOf(NOTIFIER)({}, { getRemainingTimeInMillis: () => 60_000 });
  };

  const session = system.bearer(await logIn(system, ADMIN_EMAIL));
  const laptop = await expectSuccess(session.post('/api/user-tokens', { name: 'laptop', expires_in_days: 365 }));
  const admin = system.bearer(laptop.bearer_token);
  await expectSuccess(admin.put('/api/policy', { revoke_unused_after_days: UNUSED_DAYS }));
  const violations: string[] = [];
  let runs = 0;

  /** @returns whether the run came to the call */
  async function check({ name, leaves, act }: Interruption, at: number): Promise<boolean> {
    setClock(0);
    const wanted = { name: `Unused ${runs}`, token: { name: 'first', expires_in_days: 365 } };
    const user = await expectSuccess(admin.post('/api/users', wanted));
    setClock(LATER_MS);
    const unused = { user, client: system.bearer(user.token.bearer_token), admin };
    interruptAt = at;
    interrupt = () => act(unused);
    await run();
    runs += 1;
    const { status } = await expectSuccess(admin.get(tokenPath(unused)));
    const isInterrupted = calls >= at;
    if (isInterrupted && status !== leaves) violations.push(`${name} before call ${at}: the token is ${status}`);
    await expectSuccess(admin.post(`/api/users/${user.id}/revoke-tokens`));
    return isInterrupted;
  }

  setClock(LATER_MS);
  // The first run only records its time.
  await run();
  for (const interruption of INTERRUPTIONS) {
    let at = 1;
    while (await check(interruption, at)) at += 1;
  }
  violations.push(...(await system.violations()), ...functions.workAfterResponse());
  functions.client.destroy();
  return { runs, violations };
}
