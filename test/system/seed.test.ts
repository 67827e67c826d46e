// `npm run seed` as a process, and the system on its data.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { freePort } from '../../infra/local/free-port.ts';
import { temporaryFolder } from '../local/support/temporary.ts';
import { startRunner } from './support/runner-process.ts';

const SEED = fileURLToPath(new URL('../../infra/seed/seed.ts', import.meta.url));

// The commands share the synthesized stack when they have the same issuer.
const ISSUER_PORT = String(await freePort());

const seed = (dataFolder: string, ...args: string[]) =>
  execFileSync(process.execPath, [SEED, ...args], {
    cwd: inject('folder'),
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: dataFolder, ISSUER_PORT },
  });

test('sample data makes no events in a new data folder, and changes after it do', async () => {
  const dataFolder = temporaryFolder();
  expect(seed(dataFolder, '--users', '30')).toContain(
    'This adds Service Users: 30, service tokens: 30, teams: 2, datastores: 3.',
  );
  const events = () => readFileSync(join(dataFolder, 'events.jsonl'), 'utf8').trim().split('\n');

  const first = startRunner(dataFolder, { ISSUER_PORT });
  const { bearer_url, admin_token } = await first.serving();
  const headers = { authorization: `Bearer ${admin_token}`, 'content-type': 'application/json' };
  const users = async (url = '') => (await fetch(`${url}/api/users?type=Service`, { headers })).json();
  expect(await users(bearer_url)).toMatchObject({ total: 30 });
  const body = JSON.stringify({ name: 'Airflow' });
  expect((await fetch(`${bearer_url}/api/users`, { method: 'POST', headers, body })).status).toBe(201);
  await expect.poll(() => events().at(-1), { timeout: 30_000 }).toContain('airflow@service');
  expect(events().filter((line) => line.includes('_sample_'))).toEqual([]);
  first.process.kill('SIGINT');
  await first.ended;

  seed(dataFolder, '--users', '10');
  expect(await users((await startRunner(dataFolder, { ISSUER_PORT }).serving()).bearer_url)).toMatchObject({
    total: 41,
  });
}, 300_000);
