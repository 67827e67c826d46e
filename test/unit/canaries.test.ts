// The search for leaked secrets finds a secret in every encoding.
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hashToken, mintSession, mintToken } from '../../shared/auth/bearer-token.ts';
import { leaksIn, noteSecrets } from '../support/canaries.ts';

const mint = () => mintToken({ account_id: 1, token_id: 2, type: 'Service', prefix: '', random: randomBytes(32) });
const token = mint();
noteSecrets(JSON.stringify({ body: { bearer_token: token } }));

describe('a secret in a log', () => {
  it.for([
    ['in plain text', token],
    ['without its prefix', token.slice(4)],
    ['without its checksum', token.slice(0, -6)],
    ['within other text', `xx${token}yy`],
    ['in base64', Buffer.from(token).toString('base64')],
    ['in base64 with a prefix', Buffer.from(`Bearer ${token}`).toString('base64')],
    ['in base64url', Buffer.from(`a${token}`).toString('base64url')],
    ['in hexadecimal digits', Buffer.from(token).toString('hex')],
    ['in upper-case hexadecimal digits', `1${Buffer.from(token).toString('hex').toUpperCase()}`],
    ['percent-encoded', [...token].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('')],
  ])('is found %s', ([, text]) => {
    expect(leaksIn({ logs: `{"message":"${text}"}` })).toEqual(['the logs have a secret']);
  });

  it('is found when it is that of a session', () => {
    const session = mintSession({ account_id: 1, session_id: 2, prefix: 'acme', random: randomBytes(32) });
    noteSecrets(session);
    expect(leaksIn({ logs: session.slice(0, -6) })).toEqual(['the logs have a secret']);
  });

  it('is found by its hash, which only items may contain', () => {
    expect(leaksIn({ logs: hashToken(token) })).toEqual(['the logs have the hash of a secret']);
    expect(leaksIn({ items: hashToken(token) })).toEqual([]);
    expect(leaksIn({ items: token })).toEqual(['the items have a secret']);
  });

  it('is not reported when there is none', () => {
    expect(leaksIn({ logs: `${mint()} ${hashToken(mint())} svc_...${token.slice(-4)}` })).toEqual([]);
  });
});
