import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { githubSignatureVerifier } from '../../shared/auth/github-signature.ts';
import { githubHeaders, startGithubKeys } from '../support/github-keys.ts';

const BODY = '[{"token":"svc_x"}]';
const refusal = (code: string) => expect.objectContaining({ code });
const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** GitHub, asked through a server that counts, and that fails while it is told to. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
const it = test.extend('github', async ({}, { onCleanup }) => {
  const keys = await startGithubKeys();
  const github = { asked: 0, answers: true, privateKey: keys.privateKey, url: '' };
  const server = createServer(async (_, response) => {
    github.asked += 1;
    response.writeHead(github.answers ? 200 : 500).end(await (await fetch(keys.url)).text());
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

it('the keys of GitHub are asked for once, also by many reports at once', async ({ github }) => {
  const verify = githubSignatureVerifier(github.url);
  const headers = githubHeaders(BODY, github.privateKey);
  await Promise.all([1, 2, 3].map(() => verify(BODY, headers)));
  await verify(BODY, headers);
  expect(github.asked).toBe(1);
});

it('a key that is unknown makes it ask again, once in ten seconds', async ({ github }) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const verify = githubSignatureVerifier(github.url);
  const strange = { ...githubHeaders(BODY, github.privateKey), 'github-public-key-identifier': 'unknown' };
  for (const asked of [1, 1, 1]) {
    await expect(verify(BODY, strange)).rejects.toThrow(refusal('bad_signature'));
    expect(github.asked).toBe(asked);
  }
  pass(10_000);
  await expect(verify(BODY, strange)).rejects.toThrow(refusal('bad_signature'));
  expect(github.asked).toBe(2);
});

it('while GitHub cannot be asked its report is no forgery: it is to be sent again, and taken then', async ({
  github,
}) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  github.answers = false;
  const verify = githubSignatureVerifier(github.url);
  const headers = githubHeaders(BODY, github.privateKey);
  for (const report of [1, 2, 3].map(() => verify(BODY, headers))) {
    await expect(report).rejects.toThrow(refusal('signature_keys_unavailable'));
  }
  await expect(verify(BODY, headers)).rejects.toThrow(refusal('signature_keys_unavailable'));
  expect(github.asked).toBe(1);
  github.answers = true;
  pass(10_000);
  await verify(BODY, headers);
});

it('a key that is known is taken although GitHub cannot be asked about others', async ({ github }) => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const verify = githubSignatureVerifier(github.url);
  const headers = githubHeaders(BODY, github.privateKey);
  await verify(BODY, headers);
  github.answers = false;
  pass(10_000);
  const strange = { ...headers, 'github-public-key-identifier': 'unknown' };
  await expect(verify(BODY, strange)).rejects.toThrow(refusal('signature_keys_unavailable'));
  await verify(BODY, headers);
});
