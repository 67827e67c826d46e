// The soak test: client processes use the system over HTTP while one call to DynamoDB in twenty fails, and every history is checked.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { type Fault, startDynamoDbProxy } from '../../support/dynamodb-proxy.ts';
import { startWorkspace, type Workspace } from '../../support/workspace.ts';
import { randomFaults, startAuditArchive } from '../support/audit-archive.ts';
import { SEED, SIZE } from '../support/size.ts';
import { accountModel } from './account-model.ts';
import type { Order, Seen, SharedAccount } from './client-process.ts';
import { linearizable } from './linearizability.ts';

const PROCESSES = 4;
const CLIENTS = 5;
const FAILING = 0.05;

/** All clients share these accounts for one epoch. Then new ones replace them, so that each history is short enough to check. */
const ACCOUNTS = 8;
const EPOCH_MS = 5_000;

const FAULTS: readonly Fault[] = ['unreachable', 'response lost', 'throttled'];

it('the histories of twenty clients in four processes are linearizable although calls fail', {
  timeout: SIZE.timeoutMs,
}, async () => {
  const proxy = await startDynamoDbProxy(inject('endpoint'));
  const workspace = await startWorkspace({ endpoint: proxy.endpoint });
  const histories = new Map<number, { readonly tokens: readonly string[]; readonly seen: Seen[] }>();
  let failed = 0;
  proxy.setFault(() => {
    if (Math.random() >= FAILING) return 'none';
    failed += 1;
    return FAULTS[Math.floor(Math.random() * FAULTS.length)] ?? 'none';
  });

  const { bearer_token: adminToken } = await adminTokenOf(workspace);
  const processes = Array.from({ length: PROCESSES }, (_, index) => {
    const child = fork(fileURLToPath(new URL('./client-process.ts', import.meta.url)), {
      execArgv: [],
      serialization: 'advanced',
    });
    child.on('message', (seen: Seen) => histories.get(seen.account)?.seen.push(seen));
    const send = (order: Order) => child.send(order);
    send({ url: workspace.url, adminToken, clients: CLIENTS, name: `${'abcd'[index]}` });
    return { send, ended: once(child, 'exit') };
  });
  const start = Date.now();
  const end = start + SIZE.soakSeconds * 1000;
  for (let epoch = 0; Date.now() < end; epoch += 1) {
    const accounts = await newAccounts(workspace, epoch);
    for (const { id, token } of accounts) histories.set(id, { tokens: [token.name], seen: [] });
    for (const { send } of processes) send({ accounts });
    await sleep(Math.min(EPOCH_MS, end - Date.now()));
  }
  for (const { send } of processes) send('stop');
  const exits = await Promise.all(processes.map(({ ended }) => ended));
  const seconds = (Date.now() - start) / 1000;

  proxy.setFault(() => 'none');
  const calls = proxy.takeCalls().length;
  const all = [...histories];
  const operations = all.reduce((sum, [, { seen }]) => sum + seen.length, 0);
  const unknown = all.flatMap(([, { seen }]) => seen.filter(({ response }) => response === undefined)).length;
  console.log(
    `soak: ${operations} operations on ${all.length} accounts in ${seconds.toFixed()} s, ${(operations / seconds).toFixed()} per second; ` +
      `${failed} of ${calls} calls to DynamoDB failed, the outcome of ${unknown} operations is unknown`,
  );
  expect(exits.map(([code]) => code)).toEqual(processes.map(() => 0));
  const broken = all.filter(([, { tokens, seen }]) => !linearizable(accountModel(tokens), seen));
  expect(broken).toEqual([]);
  expect(await workspace.violations()).toEqual([]);
  const archive = await startAuditArchive(workspace);
  expect(await archive.discrepancies(await workspace.items(), randomFaults(SEED))).toEqual([]);
  await archive.stop();
  expect(operations / seconds, 'operations per second: with fewer, the run proves nothing').toBeGreaterThan(
    SIZE.soakRate,
  );
  await workspace.stop();
  await proxy.stop();
});

/** Repeats the request until it succeeds. */
async function untilDone<T>(make: () => Promise<{ status: number; body: T }>): Promise<T> {
  for (;;) {
    const { status, body } = await make();
    if (status < 300) return body;
  }
}

let made = 0;

async function adminTokenOf({ logIn }: Workspace) {
  const admin = await logIn('admin@example.com');
  return untilDone(() => admin.post('/api/user-tokens', { name: `soak ${made++}`, expires_in_days: 30 }));
}

async function newAccounts({ admin }: Workspace, epoch: number): Promise<SharedAccount[]> {
  const name = `epoch ${epoch}`;
  return Promise.all(
    Array.from({ length: ACCOUNTS }, async () => {
      const token = { name, expires_in_days: 30 };
      const user = await untilDone(() => admin.post('/api/users', { name: `Soaked ${made++}`, token }));
      return { id: user.id, token: { id: user.token.id, name, bearer: user.token.bearer_token } };
    }),
  );
}
