// R11: text of a request that an error message may repeat.
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import * as errors from '../../shared/domain/errors.ts';
import { containsToken, isQuotable } from '../../shared/domain/quote.ts';

const token = mintToken({ account_id: 1, token_id: 2, type: 'Service', prefix: 'acme', random: randomBytes(32) });

it.each(['nonsense', 'Data Platform', 'Zürich', 'Cafe\u0301', 'jane.doe@example.com', 'expires-in_days', 'データ'])(
  '%j is repeated',
  (text) => {
    expect(isQuotable(text)).toBe(true);
  },
);

it.each([
  '',
  token,
  token.slice(0, 30),
  `${token.slice(0, 12)} x`,
  token.slice(-30),
  'svc_',
  'SES_x',
  'x'.repeat(20),
  'ab '.repeat(14),
  'a"b',
  'a/b',
  'a\nb',
  'a\u200bb',
  '<b>',
])('%j is not repeated', (text) => {
  expect(isQuotable(text)).toBe(false);
});

it('a token is found in any text', () => {
  expect(containsToken(token)).toBe(true);
  expect(containsToken(`name=${token}\n`)).toBe(true);
  expect(containsToken(token.slice(0, -1))).toBe(false);
});

it('errors about names repeat plain names only', () => {
  const made = [errors.tokenNameTaken, errors.teamNameTaken, errors.datastoreNameTaken, errors.userIdTaken];
  for (const error of made) {
    expect(error('Data').message).toContain('Data');
    expect(error(token).message).not.toContain(token.slice(0, 20));
    expect(error(token).message).toContain('given name');
  }
});
