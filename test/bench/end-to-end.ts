// A request over localhost from end to end: HTTP, the local gateway, the authorizer and the handler in their workers, DynamoDB Local. It
// is compared with a server that responds immediately to the same client. Client, gateway and that server share a process.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { newSigningKey } from '../../infra/local/credentials.ts';
import { serve } from '../../infra/local/gateway/server.ts';
import { mintPersonalToken } from '../../infra/local/personal-token.ts';
import { startSystem } from '../../infra/local/system.ts';
import { milliseconds, table, times, whole } from '../support/markdown.ts';
import { each, load, median, ratio, rounds } from './statistics.ts';
import type { Part } from './workbench.ts';

const ADMIN = 'admin@example.com';
const ROUNDS = 7;
const CLIENTS = [1, 16, 64];
const CALLS = 300;
const WARM_UP = { calls: 2000, clients: 16 };

export const endToEnd: Part = async ({ assembly, endpoint, issuerUrl, folder }) => {
  const system = await startSystem(assembly, {
    database: { endpoint, accessKeyId: `bench${randomBytes(8).toString('hex')}`, secretAccessKey: 'x' },
    signingKey: newSigningKey(),
    logFile: join(folder, 'functions.log'),
  });
  const empty = await serve(async () => ({ status: 200, headers: [], body: '{}' }), 0);
  const agent = new Agent({ keepAlive: true });
  try {
    const { bearer_token: token } = await mintPersonalToken(system.bearerUrl, issuerUrl, ADMIN);
    const me = get(agent, `${system.bearerUrl}/api/me`, token);
    const nothing = get(agent, empty.url, token);
    await load(me, WARM_UP);
    await load(nothing, WARM_UP);
    const rows = [];
    for (const clients of CLIENTS) {
      const options = { calls: CALLS, clients };
      const measured = await rounds(ROUNDS, { me: () => load(me, options), nothing: () => load(nothing, options) });
      const [of, over] = [each(measured.me, 'perSecond'), each(measured.nothing, 'perSecond')];
      const latency = (field: 'p50' | 'p99') => milliseconds(median(each(measured.me, field)));
      rows.push([
        clients,
        whole(median(over)),
        whole(median(of)),
        times(ratio(of, over)),
        latency('p50'),
        latency('p99'),
      ]);
    }
    return table(
      ['whole path, clients', 'an empty server, a second', 'GET /api/me, a second', 'ratio', 'p50', 'p99'],
      rows,
    );
  } finally {
    agent.destroy();
    await empty.stop();
    await system.stop();
  }
};

function get(agent: Agent, url: string, token: string): () => Promise<void> {
  const options = { agent, headers: { authorization: `Bearer ${token}` } };
  return () =>
    new Promise((completed, failed) => {
      const sent = request(url, options, (response) => {
        if (response.statusCode !== 200) failed(new Error(`${url} returned ${response.statusCode}`));
        response.resume().on('end', completed);
      });
      sent.on('error', failed).end();
    });
}
