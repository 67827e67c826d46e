// Telemetry: one log line for each request, and metrics in the embedded metric format.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, vi } from 'vitest';
import { NAMESPACE } from '../../shared/telemetry/metrics.ts';
import { sendSigned } from '../support/signed-client.ts';
import { AUDIENCE, exchange, pipeline, workloadToken } from '../support/token-exchange.ts';
import { anIssuer, sign } from '../support/workload-issuer.ts';
import { itWithProxy as it, type LogLine, type Workspace } from '../support/workspace.ts';

/** Runs `work`, waits until it has logged the expected number of lines that `chosen` accepts, and returns these lines. */
async function linesOf(
  { logLines }: Workspace,
  chosen: (line: LogLine) => boolean,
  expected: number,
  work: () => Promise<unknown>,
): Promise<LogLine[]> {
  // Lines of earlier requests may arrive late.
  let before = -1;
  while (before !== logLines().length) {
    before = logLines().length;
    await delay(250);
  }
  await work();
  return vi.waitFor(
    () => {
      const lines = logLines().slice(before).filter(chosen);
      expect(lines.length).toBeGreaterThanOrEqual(expected);
      // Each function has its own log stream, so that lines arrive in any order.
      return lines.sort((one, other) => timeOf(one) - timeOf(other));
    },
    { timeout: 10_000 },
  );
}

const timeOf = ({ timestamp, _aws }: LogLine) =>
  Date.parse(String(timestamp)) || (_aws as { Timestamp: number }).Timestamp;
const isRequest = ({ message }: LogLine) => message === 'request';
const counts = (metric: string) => (line: LogLine) => line[metric] === 1;

describe('a request writes one log line', () => {
  it('with the actor, the operation and the outcome', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser({ name: 'Logged' });
    const lines = await linesOf(workspace, isRequest, 3, async () => {
      await client.get('/api/me?x=y');
      await client.get('/api/me');
      await client.get('/api/users');
    });
    const who = {
      service: 'service-users-dev',
      request_id: expect.stringMatching(/^[\w-]{36}$/),
      actor: { user_id: user.user_id, user_type: 'Service', authenticated_by: 'service_token' },
      token_id: token.id,
    };
    const me = { ...who, operation: 'me/get-me' };
    const refused = { level: 'INFO', outcome: 'refused', source_ip: expect.stringMatching(/127\.0\.0\.1$/) };
    expect(lines).toMatchObject([
      { ...me, ...refused, status: 422, code: 'validation_failed' },
      { ...me, level: 'INFO', outcome: 'answered', status: 200 },
      { ...who, ...refused, operation: 'users/list-users', status: 403, code: 'forbidden' },
    ]);
  });

  it('with no field that is the same in every line of the function', async ({ workspace }) => {
    const { client } = await workspace.serviceUser();
    const [line = {}] = await linesOf(workspace, isRequest, 1, () => client.get('/api/me'));
    const ofLogger = ['level', 'message', 'timestamp', 'service', 'cold_start', 'function_request_id', 'xray_trace_id'];
    const ofRequest = ['outcome', 'operation', 'request_id', 'actor', 'token_id', 'status'];
    expect([...ofLogger, ...ofRequest]).toEqual(expect.arrayContaining(Object.keys(line)));
    const values = Object.values(line);
    expect(new Set(values).size).toBe(values.length);
  });

  it('with the role that signed it, or without an actor for a public operation', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    const arn = 'arn:aws:iam::000000000000:role/local-pipeline';
    await workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [arn] });
    const lines = await linesOf(workspace, isRequest, 2, async () => {
      await sendSigned(workspace);
      await workspace.anonymous.post('/api/leaked-tokens', { tokens: ['x'] });
    });
    await workspace.admin.put(`/api/users/${user.id}`, { iam_principals: [] });
    expect(lines).toMatchObject([
      { actor: { user_id: user.user_id, authenticated_by: 'iam', iam_arn: expect.stringContaining('local-pipeline') } },
      { operation: 'leaked-tokens/report-leaked-tokens', outcome: 'answered', status: 202 },
    ]);
    expect(lines[1]).not.toHaveProperty('actor');
  });

  it('with the cause of a failure, which the response does not contain', async ({ proxy, workspace }) => {
    const { client } = await workspace.person('Admin');
    await client.get('/api/me');
    const lines = await linesOf(workspace, isRequest, 1, async () => {
      proxy.setFault((operation) => (operation === 'Query' ? 'unreachable' : 'none'));
      const { status, body } = await client.get('/api/teams');
      proxy.setFault(() => 'none');
      expect({ status, code: body.code }).toEqual({ status: 503, code: 'storage_unavailable' });
      expect(JSON.stringify(body)).not.toMatch(/ECONN|socket/);
    });
    expect(lines).toMatchObject([
      { level: 'ERROR', outcome: 'failed', code: 'storage_unavailable', cause: { stack: expect.any(String) } },
    ]);
  });
});

describe('CloudWatch counts', () => {
  it('accepted authentications by the type of credential', async ({ workspace }) => {
    const person = await workspace.person();
    const service = await workspace.serviceUser();
    await workspace.admin.put(`/api/users/${service.user.id}`, {
      iam_principals: ['arn:aws:iam::000000000000:role/local-pipeline'],
    });
    const lines = await linesOf(workspace, counts('Authentications'), 4, async () => {
      await service.client.get('/api/me');
      await person.client.get('/api/me');
      await person.session.get('/api/me');
      await sendSigned(workspace);
    });
    await workspace.admin.put(`/api/users/${service.user.id}`, { iam_principals: [] });
    const accepted = { outcome: 'accepted', request_id: expect.any(String) };
    expect(lines).toMatchObject([
      { ...accepted, kind: 'service_token', user_id: service.user.user_id, token_id: service.token.id },
      { ...accepted, kind: 'personal_token', user_id: person.user.user_id, token_id: person.token.id },
      { ...accepted, kind: 'oidc', user_id: person.user.user_id },
      { ...accepted, kind: 'iam', user_id: service.user.user_id },
    ]);
    for (const line of lines.slice(2)) expect(line).not.toHaveProperty('token_id');
  });

  it('exchanges by their outcome, with a reason and without the claims', async ({ workspace }) => {
    const { user, policy } = await pipeline(workspace);
    const unreachable = await anIssuer({ keySet: { keys: 'none' } });
    const { user: other } = await pipeline(workspace, { issuer: unreachable.url });
    const lines = await linesOf(
      workspace,
      (line) => counts('Exchanges')(line) || 'reason' in line,
      4,
      async () => {
        await exchange(workspace, await workloadToken({ claimed: 'canary-claim' }), user.id);
        await exchange(workspace, await workloadToken({ sub: 'canary-subject', claimed: 'canary-claim' }), user.id);
        const claims = { aud: AUDIENCE, sub: 'canary-subject' };
        await exchange(workspace, await sign(unreachable.url, claims), other.id);
      },
    );
    const request_id = expect.any(String);
    const exchanges = lines.filter(counts('Exchanges'));
    expect(exchanges).toMatchObject([
      { outcome: 'accepted', request_id, user_id: user.user_id, policy_id: policy.id },
      { outcome: 'refused', request_id, source_ip: expect.any(String) },
      { outcome: 'failed', request_id, source_ip: expect.any(String) },
    ]);
    expect(lines.filter((line) => 'reason' in line)).toMatchObject([
      {
        message: 'token exchange rejected',
        reason: 'no policy accepts the claims',
        user_id: user.user_id,
        policy_id: policy.id,
        request_id: exchanges[1]?.request_id,
      },
    ]);
    expect(workspace.logs()).not.toContain('canary-');
  });

  it('refused authentications by the presumed type of credential, without its content', async ({ workspace }) => {
    const { token, client } = await workspace.serviceUser();
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    const others = ['acme_pat_guessed', 'ses_guessed', 'something-else'];
    const lines = await linesOf(workspace, counts('Authentications'), 6, async () => {
      await client.get('/api/me');
      for (const credential of others) await workspace.client(credential).get('/api/me');
      await sendSigned(workspace);
      await workspace.anonymous.send('GET', '/api/me', { headers: { authorization: 'Basic c2VjcmV0' } });
    });
    expect(lines.map(({ outcome, kind }) => `${outcome} ${kind}`)).toEqual([
      'refused service_token',
      'refused personal_token',
      'refused session',
      'refused unknown',
      'refused iam',
      'refused unknown',
    ]);
    for (const text of [...others, 'c2VjcmV0']) expect(workspace.logs()).not.toContain(text);
  });

  it('who was refused, with the source address and the ids that the credential claims', async ({ workspace }) => {
    const { user, token, client } = await workspace.serviceUser();
    await workspace.admin.put(`/api/user-tokens/${token.id}`, { revoke: true });
    const lines = await linesOf(workspace, counts('Authentications'), 3, async () => {
      await client.get('/api/me');
      await workspace.client(`${token.bearer_token}x`).get('/api/me');
      await sendSigned(workspace);
    });
    const refused = { outcome: 'refused', source_ip: expect.stringMatching(/127\.0\.0\.1$/) };
    expect(lines).toMatchObject([
      { ...refused, kind: 'service_token', account_id: user.id, token_id: token.id },
      { ...refused, kind: 'service_token' },
      { ...refused, kind: 'iam', iam_arn: expect.stringContaining('local-pipeline') },
    ]);
    expect(lines[1]).not.toHaveProperty('account_id');
    expect(workspace.logs()).not.toContain(token.bearer_token);
  });

  it('failed authentications when the table is not available', async ({ proxy, workspace }) => {
    const { client } = await workspace.serviceUser();
    const lines = await linesOf(workspace, counts('Authentications'), 2, async () => {
      proxy.setFault(() => 'unreachable');
      expect((await client.get('/api/me')).status).toBe(500);
      expect((await sendSigned(workspace)).status).toBe(503);
      proxy.setFault(() => 'none');
    });
    expect(lines).toMatchObject([
      { outcome: 'failed', kind: 'service_token' },
      { outcome: 'failed', kind: 'iam' },
    ]);
  });

  it('errors by their code', async ({ workspace }) => {
    const { user, client } = await workspace.serviceUser();
    const lines = await linesOf(workspace, counts('Refusals'), 3, async () => {
      await client.get('/api/users');
      await workspace.admin.delete(`/api/users/${user.id}`);
      await workspace.admin.get('/api/users/0');
    });
    expect(lines.map(({ code }) => code)).toEqual(['forbidden', 'active_tokens', 'user_not_found']);
  });

  it('retries after a conflict of concurrent writers', async ({ workspace }) => {
    const { user } = await workspace.serviceUser();
    await linesOf(workspace, counts('ConflictsRetried'), 1, () =>
      Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          workspace.admin.put(`/api/users/${user.id}`, { name: `Name ${index}` }),
        ),
      ),
    );
  });

  it('a compromised token once for repeated reports', async ({ workspace }) => {
    const { user, token } = await workspace.serviceUser();
    const report = { tokens: [token.bearer_token, token.bearer_token] };
    const lines = await linesOf(workspace, isRequest, 2, async () => {
      await workspace.anonymous.post('/api/leaked-tokens', report);
      await workspace.anonymous.post('/api/leaked-tokens', report);
    });
    expect(lines).toHaveLength(2);
    const counted = workspace.logLines().filter(counts('TokensCompromised'));
    expect(counted).toMatchObject([{ user_id: user.user_id, token_id: token.id }]);
  });
});

it('metrics use the embedded metric format with few dimensions, none of which is an account', ({ workspace }) => {
  const directives = workspace
    .logLines()
    .flatMap((line) => (line._aws as { CloudWatchMetrics: Directive[] } | undefined)?.CloudWatchMetrics ?? [])
    .map((directive) => JSON.stringify(directive));
  expect(new Set(directives).size).toBeGreaterThanOrEqual(4);
  for (const line of workspace.logLines()) {
    const { _aws } = line as { _aws?: { Timestamp: number; CloudWatchMetrics: Directive[] } };
    if (_aws === undefined) continue;
    // The timestamp is in milliseconds.
    expect(_aws.Timestamp).toBeGreaterThan(Date.UTC(2026));
    for (const { Namespace, Dimensions, Metrics } of _aws.CloudWatchMetrics) {
      expect(Namespace).toBe(NAMESPACE);
      for (const { Name } of Metrics) expect(line[Name]).toEqual(expect.any(Number));
      for (const dimension of Dimensions.flat()) {
        expect(['service', 'outcome', 'kind', 'code']).toContain(dimension);
        expect(line[dimension]).toEqual(expect.any(String));
      }
    }
  }
});

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: string[][];
  readonly Metrics: { readonly Name: string }[];
}
