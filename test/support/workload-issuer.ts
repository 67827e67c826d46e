// Issuers of workload tokens that listen on this machine, and misbehave on request.
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

export const DISCOVERY = '/.well-known/openid-configuration';

/** The time at which tokens are issued, in seconds. */
export const nowInSeconds = () => Math.floor(Date.now() / 1000);

/** The keys of an issuer and of its tokens that have no others. */
export const issuerKeys = await aKeyPair('known');

/** A key pair of an issuer. */
export async function aKeyPair(kid: string, alg = 'RS256') {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

export type KeyPair = Awaited<ReturnType<typeof aKeyPair>>;

/** Starts a server on this machine that stops with the test. @returns its URL */
export async function listen(handle: RequestListener): Promise<string> {
  const server = createServer(handle).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface IssuerChanges {
  readonly discovery?: object;
  readonly keySet?: object;
  readonly pair?: KeyPair;
  /** Responds to requests for the key set. */
  readonly sendKeys?: (response: ServerResponse) => void;
}

/** An issuer of tokens of workloads that records the requests that it receives. */
export async function anIssuer({
  discovery = {},
  pair = issuerKeys,
  keySet = { keys: [pair.jwk] },
  sendKeys,
}: IssuerChanges = {}) {
  const requests: string[] = [];
  const state = { up: true, keySet };
  const url: string = await listen(({ url: path = '' }, response) => {
    requests.push(path);
    if (path === '/keys' && sendKeys) return sendKeys(response);
    const documents: Record<string, object> = {
      [DISCOVERY]: { issuer: url, jwks_uri: `${url}/keys`, ...discovery },
      '/keys': state.keySet,
    };
    response.writeHead(state.up ? 200 : 503).end(JSON.stringify(documents[path]));
  });
  return { url, requests, state, trust: { issuer: url, jwks: null } };
}

/** Signs a token that is valid except for the changes; undefined removes a claim or a header parameter. */
export function sign(
  issuer: string,
  claims: object = {},
  { header = {}, pair = issuerKeys }: { header?: object; pair?: KeyPair } = {},
) {
  const now = nowInSeconds();
  const valid = { iss: issuer, aud: 'audience', sub: 'repo:acme/etl:ref:refs/heads/main', iat: now, exp: now + 300 };
  return new SignJWT(JSON.parse(JSON.stringify({ ...valid, ...claims })))
    .setProtectedHeader(JSON.parse(JSON.stringify({ alg: pair.alg, kid: pair.kid, typ: 'JWT', ...header })))
    .sign(pair.privateKey);
}
