// The warm authorizer, relative to a strongly consistent GetItem of the same item by the same client.
import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { locateSession } from '../../shared/auth/bearer-token.ts';
import { MAX_CIDRS } from '../../shared/domain/addresses.ts';
import { accountKey, sessionKey } from '../../shared/storage/keys.ts';
import { context, type Deployment, deploy } from '../support/deployment.ts';
import { microseconds, milliseconds, table, times, whole } from '../support/markdown.ts';
import { each, type Load, load, median, ratio, rounds } from './statistics.ts';
import type { Part, Workbench } from './workbench.ts';

const ROUNDS = 25;
export const WARM_UP = { calls: 3000, clients: 4 };
const ONE_CLIENT = { calls: 150 };
const MANY_CLIENTS = { calls: 400, clients: 16 };
const COMPUTATIONS = 20_000;

export const authorizer: Part = async (workbench) => {
  const { raw, verify, compute, computeNarrowed, ...session } = await verification(workbench);
  await load(raw, WARM_UP);
  await load(verify, WARM_UP);
  const token = { one: await compare(raw, verify, ONE_CLIENT), many: await compare(raw, verify, MANY_CLIENTS) };
  const own = await compute();
  const narrowed = await computeNarrowed();
  const bySession = await compare(session.rawSession, session.verifySession, ONE_CLIENT);
  return [
    table(
      ['authorizer, warm', 'GetItem', 'authorizer', 'ratio'],
      [
        row('p50, 1 client', token.one, 'p50', milliseconds),
        row('CPU a call, 1 client', token.one, 'cpu', milliseconds),
        row('p50, 16 clients', token.many, 'p50', milliseconds),
        row('CPU a call, 16 clients', token.many, 'cpu', milliseconds),
        row('calls a second, 16 clients', token.many, 'perSecond', whole),
        ['our own computation, a call', '', microseconds(own), ''],
        ['our own computation, a call with scopes and 20 networks', '', microseconds(narrowed), ''],
      ],
    ),
    table(
      ['authorizer with a session, warm', 'BatchGetItem', 'authorizer', 'ratio'],
      [
        row('p50, 1 client', bySession, 'p50', milliseconds),
        row('CPU a call, 1 client', bySession, 'cpu', milliseconds),
      ],
    ),
  ].join('\n\n');
};

type Call = () => Promise<unknown>;
type Comparison = Awaited<ReturnType<typeof compare>>;

function compare(raw: Call, verify: Call, options: Parameters<typeof load>[1]) {
  return rounds(ROUNDS, { raw: () => load(raw, options), verify: () => load(verify, options) });
}

function row(what: string, side: Comparison, field: keyof Load, format: (value: number) => string) {
  const [of, over] = [each(side.verify, field), each(side.raw, field)];
  return [what, format(median(over)), format(median(of)), times(ratio(of, over))];
}

/** The verification of a token, and the operations it is compared with. */
export async function verification(workbench: Workbench) {
  const deployment = await deploy(workbench);
  const user = await deployment.call('users/create-user', {
    body: { name: 'Airflow Service User', token: { name: 'production', expires_in_days: 90 } },
  });
  for (const name of ['staging', 'development']) {
    await deployment.call('user-tokens/create-token', { body: { name, user_id: user.id, expires_in_days: 90 } });
  }
  const verify = verifyCall(deployment, user.token.bearer_token);
  const command = () =>
    new GetCommand({ TableName: deployment.table.tableName, Key: accountKey(user.id), ConsistentRead: true });
  const raw = () => deployment.client.send(command());
  // Records the use, so that the measured calls do not write.
  await verify();
  const sessions = await sessionCalls(deployment);
  const compute = () => withoutDynamoDb(deployment, raw, verify);
  const computeNarrowed = () => narrowedComputation(deployment);
  return { raw, verify, ...sessions, compute, computeNarrowed, deployment, user };
}

/** Milliseconds of a verification of a token with scopes, whose caller has an address in the last of 20 networks. */
async function narrowedComputation(deployment: Deployment) {
  const { client, table: store } = deployment;
  const networks = Array.from({ length: MAX_CIDRS - 1 }, (_, index) => `10.${index}.0.0/16`);
  const user = await deployment.call('users/create-user', {
    body: {
      name: 'Narrowed Service User',
      token: {
        name: 'production',
        scopes: ['datastores:read', 'api:reports'],
        allowed_cidrs: [...networks, '127.0.0.1'],
      },
    },
  });
  const verify = verifyCall(deployment, user.token.bearer_token);
  await verify();
  const command = new GetCommand({ TableName: store.tableName, Key: accountKey(user.id), ConsistentRead: true });
  return withoutDynamoDb(deployment, () => client.send(command), verify);
}

/** The verification of a session, and the read of the same two items. */
async function sessionCalls(deployment: Deployment) {
  const { client, table: store } = deployment;
  const id_token = await deployment.idToken('admin@example.com');
  const { id, session } = await deployment.call('login/log-in', { body: { id_token } });
  const { session_id = 0 } = locateSession(session.access_token) ?? {};
  const Keys = [accountKey(id), sessionKey(id, session_id)].map((key) => ({ ...key }));
  const command = () => new BatchGetCommand({ RequestItems: { [store.tableName]: { Keys, ConsistentRead: true } } });
  return { rawSession: () => client.send(command()), verifySession: verifyCall(deployment, session.access_token) };
}

function verifyCall({ authorizer: handler, event }: Deployment, token: string) {
  const eventWithToken = { ...(event({}) as object), headers: { authorization: `Bearer ${token}` } };
  return () => handler(eventWithToken, context);
}

/** Milliseconds of a verification whose read returns immediately. */
async function withoutDynamoDb({ client }: Deployment, raw: () => Promise<unknown>, verify: () => Promise<unknown>) {
  const output = await raw();
  const { send } = client;
  client.send = async () => output as never;
  try {
    await load(verify, { calls: COMPUTATIONS });
    const { compute } = await rounds(9, { compute: () => load(verify, { calls: COMPUTATIONS }) });
    return median(each(compute, 'cpu'));
  } finally {
    client.send = send;
  }
}
