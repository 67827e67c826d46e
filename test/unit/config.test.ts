// The configuration that functions read from their environment.
import { expect, it } from 'vitest';
import { oidcConfig, tableConfig, tokenConfig } from '../../shared/runtime/config.ts';

it('reads the variables that it declares, and no others', () => {
  expect(tableConfig({ TABLE_NAME: 'accounts', OTHER: 'x' })).toEqual({ TABLE_NAME: 'accounts' });
  expect(tokenConfig({ TOKEN_PREFIX: '' })).toEqual({ TOKEN_PREFIX: '' });
});

it('names every variable that is missing or wrong, without its value', () => {
  expect(() => tableConfig({})).toThrow('are missing or invalid: TABLE_NAME');
  expect(() => tableConfig({ TABLE_NAME: '' })).toThrow('are missing or invalid: TABLE_NAME');
  expect(() => tokenConfig({ TOKEN_PREFIX: 'Acme_' })).toThrow(/: TOKEN_PREFIX$/);
  expect(() => oidcConfig({ OIDC_ISSUER: 'example.com' })).toThrow(/: OIDC_ISSUER, OIDC_AUDIENCE, OIDC_TRUSTS_EMAILS$/);
});
