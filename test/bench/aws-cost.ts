// The price of a million authentications and a million calls on AWS: measured units and durations at the prices of
// us-east-1.
import { type Deployment, deploy, type OperationRequest } from '../support/deployment.ts';
import { table } from '../support/markdown.ts';
import { CALLS, populate, type World } from '../support/operation-calls.ts';
import { type Units, unitsOf } from '../support/request-units.ts';
import { verification, WARM_UP } from './authorizer.ts';
import { each, load, median, rounds } from './statistics.ts';
import type { Part } from './workbench.ts';

/** US dollars for a million, on demand, without free tiers; docs/costs.md names the pages. */
const PRICES = { read: 0.125, write: 0.625, invocation: 0.2, request: 1 };
const PRICE_OF_GIGABYTE_SECOND = 0.0000133334;
const PRICE_OF_LOG_GIGABYTE = 0.5;

/** Of every function in the stack. */
const GIGABYTES = 0.5;
/** Bytes of the access-log line for a request. The system log level of the functions leaves out the lines of Lambda. */
const LOGS_OF_REQUEST = 350;

const OPERATIONS = ['me/get-me', 'users/get-user', 'users/list-users', 'users/create-user', 'user-tokens/rotate-token'];
const ROUNDS = 30;

/** The resources that a call uses. */
interface Usage extends Units {
  readonly milliseconds: number;
  /** Bytes in the log. */
  readonly logs: number;
}

export const awsCost: Part = async (workbench) => {
  const { verify, deployment: withToken } = await verification(workbench);
  await load(verify, WARM_UP);
  const authentication = await measureUsage(withToken, verify, verify);
  const deployment = await deploy(workbench);
  const world = await populate(deployment);
  const rows = [row('authenticate a token', 0, [authentication])];
  for (const id of OPERATIONS) {
    const calls = await callsOf(id, deployment, world);
    const handler = await measureUsage(deployment, calls, calls);
    rows.push(row(`${id}, with its authentication`, 1, [authentication, handler]));
  }
  return table(['a million times', 'API Gateway', 'invocations', 'duration', 'DynamoDB', 'logs', 'US dollars'], rows);
};

/** Prepares the calls, and returns a function that makes the next one. */
async function callsOf(id: string, { call }: Deployment, world: World): Promise<() => Promise<unknown>> {
  const requests: OperationRequest[] = [];
  while (requests.length < 2 * ROUNDS + 1) requests.push((await CALLS[id]?.(world)) ?? {});
  return () => call(id, requests.pop() ?? {});
}

async function measureUsage(
  deployment: Deployment,
  act: () => Promise<unknown>,
  warmUp: () => Promise<unknown>,
): Promise<Usage> {
  const units = await unitsOf(deployment.client, deployment.table, act);
  for (let count = 0; count < ROUNDS; count += 1) await warmUp();
  const logged = deployment.logs().length;
  const { warm } = await rounds(ROUNDS, { warm: () => load(act, { calls: 1 }) });
  const logs = (deployment.logs().length - logged) / ROUNDS;
  // Lambda bills whole milliseconds.
  return { ...units, logs, milliseconds: Math.ceil(median(each(warm, 'p50'))) };
}

function row(what: string, requests: number, usages: readonly Usage[]): string[] {
  const sum = (cost: (usage: Usage) => number) => usages.map(cost).reduce((total, one) => total + one, 0);
  const costs = [
    requests * PRICES.request,
    sum(() => PRICES.invocation),
    sum(({ milliseconds }) => (milliseconds / 1000) * GIGABYTES * PRICE_OF_GIGABYTE_SECOND * 1e6),
    sum(({ reads, writes }) => reads * PRICES.read + writes * PRICES.write),
    ((sum(({ logs }) => logs) + requests * LOGS_OF_REQUEST) / 1e9) * PRICE_OF_LOG_GIGABYTE * 1e6,
  ];
  return [what, ...[...costs, costs.reduce((total, cost) => total + cost, 0)].map((cost) => cost.toFixed(2))];
}
