// The log line of an authentication, which is most of what a million authentications cost besides the invocations.
import { expect, it, vi } from 'vitest';

/**
 * A million authentications cost at most 0.55 USD. Besides the log, they cost 0.20 for the invocations, 0.125 for the reads and
 * up to 0.03 for the duration (docs/costs.md). A gigabyte of logs costs 0.50 USD.
 */
const MOST_BYTES = 390;

it('is short enough for the price, and has no value twice', async () => {
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'service-users-prod');
  vi.resetModules();
  const { count } = await import('../../shared/telemetry/metrics.ts');
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const fields = { request_id: '8d5c7f0e-0c52-4f3c-9f43-0b6f0a9b1c2d', user_id: 'airflow@service', token_id: 4711 };
  count('Authentications', { outcome: 'accepted', kind: 'service_token', ...fields });
  const [line = ''] = written.mock.calls.map(([text]) => String(text));
  written.mockRestore();
  vi.unstubAllEnvs();
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MOST_BYTES);
  const { _aws, Authentications, ...rest } = JSON.parse(line);
  expect(Authentications).toBe(1);
  expect(_aws.CloudWatchMetrics).toHaveLength(1);
  // What is optional is left out: Lambda assigns the level INFO, and CloudWatch no unit.
  expect(Object.keys(rest)).toEqual(['service', 'outcome', 'kind', 'request_id', 'user_id', 'token_id']);
  expect(_aws.CloudWatchMetrics[0].Metrics).toEqual([{ Name: 'Authentications' }]);
  const values = Object.values(rest);
  expect(new Set(values).size).toBe(values.length);
});
