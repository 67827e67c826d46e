// The exchange of tokens by the issuers that federation policies trust: whose keys are accepted, how they are fetched, and which
// tokens can be exchanged once. The test of a policy names the check, which the exchange never reports.
import { createPublicKey, type JsonWebKey } from 'node:crypto';
import { describe, expect, inject } from 'vitest';
import { problem } from '../support/problem.ts';
import { AUDIENCE, exchange, invalidGrant, pipeline, SUBJECT, workloadToken } from '../support/token-exchange.ts';
import { aKeyPair, anIssuer, DISCOVERY, issuerKeys, type KeyPair, sign } from '../support/workload-issuer.ts';
import { it, type Workspace } from '../support/workspace.ts';

const GITHUB = 'https://token.actions.githubusercontent.com';
const PINNED = { repository_id: '456', repository_owner_id: '123' };

const unavailable = {
  status: 503,
  type: 'application/json',
  body: { error: 'temporarily_unavailable', code: 'issuer_keys_unavailable', status: 503 },
};

type Pipeline = Awaited<ReturnType<typeof pipeline>>;

/** The names of the checks that the token fails in the test of the policy. */
async function failedChecks({ admin }: Workspace, { path }: Pipeline, subject_token: string): Promise<string[]> {
  const { body } = await admin.post(`${path}/test`, { subject_token });
  return body.checks.flatMap(({ check, passed }: { check: string; passed: boolean }) => (passed ? [] : [check]));
}

/** A token by the issuer with the claims that the policy of a pipeline requires. */
const tokenOf = (issuer: string, claims: object = {}, signing = {}) =>
  sign(issuer, { aud: AUDIENCE, sub: SUBJECT, ...claims }, signing);

describe('a key that is not the one of the issuer is refused', () => {
  it('a public key, as the secret of HS256', async ({ workspace }) => {
    const one = await pipeline(workspace);
    const publicKey = createPublicKey({ key: inject('issuer').signingKey as JsonWebKey, format: 'jwk' });
    const encodings = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
    ];
    for (const key of encodings.map((encoding) => Buffer.from(encoding))) {
      const token = await workloadToken({}, { key, header: { alg: 'HS256' } });
      expect(await exchange(workspace, token, one.user.id)).toMatchObject(invalidGrant);
      expect(await failedChecks(workspace, one, token)).toEqual(['header']);
    }
  });

  it('a key of another issuer, with its own key id or with the one of the issuer', async ({ workspace }) => {
    const [trusted, other] = [await anIssuer(), await anIssuer({ pair: await aKeyPair('other') })];
    const one = await pipeline(workspace, { issuer: trusted.url });
    // Both issuers have a policy and are cached: the keys of one must not be found for the other.
    const both = { name: 'other', issuer: other.url, audience: AUDIENCE, subject: 'another' };
    await workspace.admin.post(one.path.slice(0, one.path.lastIndexOf('/')), both);
    expect(await exchange(workspace, await tokenOf(trusted.url), one.user.id)).toMatchObject({ status: 200 });
    const pair = await aKeyPair('other');
    const forged: [string, string][] = [
      [await tokenOf(trusted.url, {}, { pair }), 'key'],
      [await tokenOf(trusted.url, {}, { pair: { ...pair, kid: 'known' } }), 'signature'],
      [await tokenOf(other.url, {}, { pair }), 'issuer'],
    ];
    for (const [token, check] of forged) {
      expect(await exchange(workspace, token, one.user.id)).toMatchObject(invalidGrant);
      expect(await failedChecks(workspace, one, token)).toEqual([check]);
    }
  });
});

describe('keys that cannot be fetched safely are unavailable', () => {
  const redirect = { location: `${inject('issuer').url}/keys` };
  const fiveMegabytes = JSON.stringify({ keys: [issuerKeys.jwk] }).padEnd(5_000_000);
  const issuers: [string, Parameters<typeof anIssuer>[0]][] = [
    ['a discovery document of another issuer', { discovery: { issuer: inject('issuer').url } }],
    ['a discovery document with a final slash in its issuer', { discovery: { issuer: 'http://127.0.0.1/' } }],
    ['keys in the network of the machine', { discovery: { jwks_uri: 'https://169.254.169.254/keys' } }],
    ['keys in a private network', { discovery: { jwks_uri: 'https://10.0.0.1/keys' } }],
    ['keys over plain http elsewhere', { discovery: { jwks_uri: 'http://issuer.example.com/keys' } }],
    ['a redirect', { sendKeys: (response) => response.writeHead(302, redirect).end() }],
    ['keys of 5 MB', { sendKeys: (response) => response.end(fiveMegabytes) }],
    ['keys that are no key set', { keySet: { keys: 'none' } }],
  ];
  it.for(issuers)('%s', async ([, changes], { workspace }) => {
    const { url } = await anIssuer(changes);
    const one = await pipeline(workspace, { issuer: url });
    const token = await tokenOf(url);
    expect(await exchange(workspace, token, one.user.id)).toMatchObject(unavailable);
    expect(await failedChecks(workspace, one, token)).toEqual(['keys']);
  });

  it('keys that arrive slowly, after 5 seconds', { timeout: 20_000 }, async ({ workspace }) => {
    const { url } = await anIssuer({
      sendKeys: (response) => {
        const sending = setInterval(() => response.write(' '), 200);
        response.once('close', () => clearInterval(sending));
      },
    });
    const { user } = await pipeline(workspace, { issuer: url });
    const start = performance.now();
    expect(await exchange(workspace, await tokenOf(url), user.id)).toMatchObject(unavailable);
    expect(performance.now() - start).toBeLessThan(8000);
  });

  it('a host name with an address that is not public', async ({ workspace }) => {
    // The final dot makes another name, which resolves to this machine like the name without it.
    const issuer = `https://localhost.:${new URL(inject('issuer').url).port}`;
    const one = await pipeline(workspace, { issuer });
    const token = await tokenOf(issuer);
    expect(await exchange(workspace, token, one.user.id)).toMatchObject(unavailable);
    const { body } = await workspace.admin.post(`${one.path}/test`, { subject_token: token });
    expect(body.checks.at(-1)).toMatchObject({ check: 'keys', detail: expect.stringContaining('not public') });
  });

  it.for(['http://issuer.example.com', 'https://10.0.0.1', 'https://169.254.169.254', 'https://[fd00::1]'])(
    'no policy trusts the issuer %s',
    async (issuer, { workspace }) => {
      const { user } = await workspace.serviceUser();
      const settings = { name: 'private', issuer, audience: AUDIENCE, subject: SUBJECT };
      expect(await workspace.admin.post(`/api/users/${user.id}/federation-policies`, settings)).toMatchObject(
        problem(422, 'validation_failed'),
      );
    },
  );
});

describe('the issuer', () => {
  it('receives one more request because of any number of unknown key ids', async ({ workspace }) => {
    const { url, requests } = await anIssuer();
    const { user } = await pipeline(workspace, { issuer: url });
    expect(await exchange(workspace, await tokenOf(url), user.id)).toMatchObject({ status: 200 });
    expect(requests).toEqual([DISCOVERY, '/keys']);
    for (let kid = 0; kid < 20; kid += 1) {
      const token = await tokenOf(url, {}, { header: { kid: `unknown-${kid}` } });
      expect(await exchange(workspace, token, user.id)).toMatchObject(invalidGrant);
    }
    expect(requests).toEqual([DISCOVERY, '/keys', DISCOVERY, '/keys']);
    expect(await exchange(workspace, await tokenOf(url), user.id)).toMatchObject({ status: 200 });
  });

  it('receives one request while it fails', async ({ workspace }) => {
    const { url, requests, state } = await anIssuer();
    const { user } = await pipeline(workspace, { issuer: url });
    state.up = false;
    for (let time = 0; time < 5; time += 1) {
      expect(await exchange(workspace, await tokenOf(url), user.id)).toMatchObject(unavailable);
    }
    expect(requests).toEqual([DISCOVERY]);
  });

  it('receives no request for a token that no enabled policy trusts', async ({ workspace }) => {
    const { url, requests } = await anIssuer();
    const { user } = await pipeline(workspace);
    const { user: disabled } = await pipeline(workspace, { issuer: url, enabled: false });
    for (const { id } of [user, disabled]) {
      expect(await exchange(workspace, await tokenOf(url), id)).toMatchObject(invalidGrant);
    }
    expect(requests).toEqual([]);
  });
});

describe('a policy with its own keys', () => {
  it('accepts the tokens of an issuer that nothing can reach, by these keys only', async ({ workspace }) => {
    const issuer = 'https://cluster.invalid';
    const pair = await aKeyPair('cluster', 'ES256');
    const one = await pipeline(workspace, { issuer, jwks: { keys: [pair.jwk] } });
    expect(await exchange(workspace, await tokenOf(issuer, {}, { pair }), one.user.id)).toMatchObject({ status: 200 });
    const forged: [KeyPair, string][] = [
      [await aKeyPair('cluster', 'ES256'), 'signature'],
      [await aKeyPair('cluster'), 'key'],
      [await aKeyPair('another', 'ES256'), 'key'],
    ];
    for (const [other, check] of forged) {
      const token = await tokenOf(issuer, {}, { pair: other });
      expect(await exchange(workspace, token, one.user.id)).toMatchObject(invalidGrant);
      expect(await failedChecks(workspace, one, token)).toEqual([check]);
    }
  });
});

describe('a token of GitHub is exchanged once', () => {
  /** A pipeline at GitHub, and what signs its tokens. */
  async function github(workspace: Workspace) {
    const pair = await aKeyPair('github');
    const one = await pipeline(workspace, { issuer: GITHUB, claims: PINNED, jwks: { keys: [pair.jwk] } });
    return { ...one, token: (claims: object) => tokenOf(GITHUB, { ...PINNED, ...claims }, { pair }) };
  }

  it('by its id, also when it is signed again, and a rejection does not use it up', async ({ workspace }) => {
    const { user, token, path } = await github(workspace);
    const first = await token({ jti: `id-${user.id}` });
    await workspace.admin.put(path, { enabled: false });
    expect(await exchange(workspace, first, user.id)).toMatchObject(invalidGrant);
    await workspace.admin.put(path, { enabled: true });
    expect(await exchange(workspace, first, user.id)).toMatchObject({ status: 200 });
    for (const replay of [first, await token({ jti: `id-${user.id}`, run_attempt: '2' })]) {
      expect(await exchange(workspace, replay, user.id)).toMatchObject(invalidGrant);
    }
    expect(await exchange(workspace, await token({ jti: `id-${user.id}-2` }), user.id)).toMatchObject({ status: 200 });
  });

  it('by its content when it has no id', async ({ workspace }) => {
    const { user, token } = await github(workspace);
    const first = await token({ run_id: '1' });
    expect(await exchange(workspace, first, user.id)).toMatchObject({ status: 200 });
    expect(await exchange(workspace, first, user.id)).toMatchObject(invalidGrant);
    expect(await exchange(workspace, await token({ run_id: '2' }), user.id)).toMatchObject({ status: 200 });
  });

  it.for([2, 10])('%i times at once: one wins', async (times, { workspace }) => {
    const { user, token } = await github(workspace);
    const same = await token({ jti: `race-${user.id}` });
    const responses = await Promise.all(Array.from({ length: times }, () => exchange(workspace, same, user.id)));
    const [won, ...lost] = responses.toSorted((one, other) => one.status - other.status);
    expect(won).toMatchObject({ status: 200 });
    for (const response of lost) expect(response).toMatchObject(invalidGrant);
    const sessions = (await workspace.items()).filter(({ pk }) => pk === `SESSION#${user.id}`);
    expect(sessions).toHaveLength(1);
    expect(await workspace.violations()).toEqual([]);
  });

  it('by the test of the policy, any number of times', async ({ workspace }) => {
    const one = await github(workspace);
    const token = await one.token({ jti: `tested-${one.user.id}` });
    for (let time = 0; time < 2; time += 1) expect(await failedChecks(workspace, one, token)).toEqual([]);
    expect(await exchange(workspace, token, one.user.id)).toMatchObject({ status: 200 });
  });
});
