// The verification of signatures of GitHub, and how it fetches the public keys.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { githubSignatureVerifier } from '../../shared/auth/github-signature.ts';
import { githubHeaders, startGithubKeys } from '../support/github-keys.ts';
import { domainError } from '../support/problem.ts';

const BODY = '[{"token":"svc_x"}]';
const advanceClock = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** Serves the public keys of GitHub, counts the requests, and fails while `available` is false. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
const it = test.extend('github', async ({}, { onCleanup }) => {
  const keys = await startGithubKeys();
  const github = { requests: 0, available: true, privateKey: keys.privateKey, url: '' };
  const server = createServer(async (_, response) => {
    github.requests += 1;
    response.writeHead(github.available ? 200 : 500).end(await (await fetch(keys.url)).text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onCleanup(() => {
    server.close();
    keys.stop();
  });
  github.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return github;
});

afterEach(() => vi.useRealTimers());

it('fetches the keys once, also for concurrent reports', async ({ github }) => {
  const verify = githubSignatureVerifier(github.url);
  const headers = githubHeaders(BODY, github.privateKey);
  await Promise.all([1, 2, 3].map(() => verify(BODY, headers)));
  await verify(BODY, headers);
  expect(github.requests).toBe(1);
});

it('fetches the keys again for an unknown key id, at most once in ten seconds', async ({ github }) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const verify = githubSignatureVerifier(github.url);
  const unknownKey = { ...githubHeaders(BODY, github.privateKey), 'github-public-key-identifier': 'unknown' };
  for (const requests of [1, 1, 1]) {
    await expect(verify(BODY, unknownKey)).rejects.toThrow(domainError('bad_signature'));
    expect(github.requests).toBe(requests);
  }
  advanceClock(10_000);
  await expect(verify(BODY, unknownKey)).rejects.toThrow(domainError('bad_signature'));
  expect(github.requests).toBe(2);
});

it('responds with a retryable error while the keys are not available, and accepts the report later', async ({
  github,
}) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  github.available = false;
  const verify = githubSignatureVerifier(github.url);
  const headers = githubHeaders(BODY, github.privateKey);
  for (const report of [1, 2, 3].map(() => verify(BODY, headers))) {
    await expect(report).rejects.toThrow(domainError('signature_keys_unavailable'));
  }
  await expect(verify(BODY, headers)).rejects.toThrow(domainError('signature_keys_unavailable'));
  expect(github.requests).toBe(1);
  github.available = true;
  advanceClock(10_000);
  await verify(BODY, headers);
});

it('accepts a known key while the keys are not available', async ({ github }) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const verify = githubSignatureVerifier(github.url);
  const headers = githubHeaders(BODY, github.privateKey);
  await verify(BODY, headers);
  github.available = false;
  advanceClock(10_000);
  const unknownKey = { ...headers, 'github-public-key-identifier': 'unknown' };
  await expect(verify(BODY, unknownKey)).rejects.toThrow(domainError('signature_keys_unavailable'));
  await verify(BODY, headers);
});
