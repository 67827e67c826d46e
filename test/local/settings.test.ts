import { join } from 'node:path';
import { expect, test } from 'vitest';
import { localContext, readSettings } from '../../infra/local/settings.ts';

test('have defaults, and treat an empty variable as unset', () => {
  expect(readSettings({ PORT: '', OTHER: 'x' })).toEqual({
    bearerPort: 3000,
    signedPort: 3001,
    issuerPort: 3002,
    dataFolder: join(process.cwd(), '.local'),
    adminEmail: 'admin@example.com',
    options: {},
    consumerApp: undefined,
  });
});

test('are read from the environment', () => {
  const settings = readSettings({
    PORT: '0',
    SIGNED_PORT: '1',
    ISSUER_PORT: '2',
    DATA_DIR: '/data',
    ADMIN_EMAIL: 'ada@example.org',
    CONSUMER_APP: import.meta.filename,
  });
  expect(settings).toEqual({
    bearerPort: 0,
    signedPort: 1,
    issuerPort: 2,
    dataFolder: '/data',
    adminEmail: 'ada@example.org',
    options: {},
    consumerApp: import.meta.filename,
  });
});

test.each([
  ['PORT', 'http', 'PORT must be a port number from 0 (any free port) to 65535, not "http"'],
  ['PORT', '65536', 'PORT must be a port number'],
  ['PORT', '-1', 'PORT must be a port number'],
  ['PORT', '80.5', 'PORT must be a port number'],
  ['ADMIN_EMAIL', 'admin', 'ADMIN_EMAIL must be an e-mail address, not "admin"'],
])('refuses %s=%s', (name, value, message) => {
  expect(() => readSettings({ [name]: value })).toThrow(message);
});

test('have the first Admin of the environment, or else of the options', () => {
  const options = { 'admin-email': 'option@example.com' };
  expect(readSettings({}, options).adminEmail).toBe('option@example.com');
  expect(readSettings({ ADMIN_EMAIL: 'env@example.com' }, options).adminEmail).toBe('env@example.com');
});

test('pass the options on to the stack, except for those that the local system sets', () => {
  const settings = readSettings({}, { 'token-prefix': 'acme', 'admin-email': 'ada@example.com' });
  expect(localContext(settings, 'http://localhost:3002')).toEqual({
    stage: 'dev',
    'admin-email': 'ada@example.com',
    'token-prefix': 'acme',
    'oidc-issuer': 'http://localhost:3002',
    'oidc-audience': 'service-users-local',
  });
});
