import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readSettings } from '../../infra/local/settings.ts';

test('have defaults, and treat an empty variable as unset', () => {
  expect(readSettings({ PORT: '', OTHER: 'x' })).toEqual({
    bearerPort: 3000,
    signedPort: 3001,
    issuerPort: 3002,
    dataFolder: join(process.cwd(), '.local'),
    adminEmail: 'admin@example.com',
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
    CONSUMER_APP: '/apps/reports.ts',
  });
  expect(settings).toEqual({
    bearerPort: 0,
    signedPort: 1,
    issuerPort: 2,
    dataFolder: '/data',
    adminEmail: 'ada@example.org',
    consumerApp: '/apps/reports.ts',
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
