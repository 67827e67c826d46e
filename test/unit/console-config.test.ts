// What the web console reads about the login: with the user pool of the stack, it also ends the session at the hosted login.
import { fileURLToPath } from 'node:url';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, it } from 'vitest';
import { ConsoleFiles } from '../../functions/console/console-files.ts';
import { respond } from '../../functions/console/respond.ts';

const OIDC_ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc';
const HOSTED_LOGIN_URL = 'https://acme.auth.eu-west-1.amazoncognito.com';
const files = new ConsoleFiles(fileURLToPath(new URL('../infra/support/console', import.meta.url)));

function readConfig(config: { OIDC_ISSUER: string; OIDC_AUDIENCE: string; HOSTED_LOGIN_URL: string }) {
  const request = { rawPath: '/console/config.json', headers: {}, requestContext: { http: { method: 'GET' } } };
  return respond({ config, files }, request as APIGatewayProxyEventV2);
}

it('names the hosted login of Cognito, and allows connections to it', () => {
  const { statusCode, headers, body } = readConfig({ OIDC_ISSUER, OIDC_AUDIENCE: 'abc', HOSTED_LOGIN_URL });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache' });
  expect(JSON.parse(body ?? '')).toEqual({
    issuer: OIDC_ISSUER,
    client_id: 'abc',
    hosted_login_url: HOSTED_LOGIN_URL,
  });
  expect(String(headers?.['content-security-policy'])).toContain(
    `connect-src 'self' https://cognito-idp.eu-west-1.amazonaws.com ${HOSTED_LOGIN_URL};`,
  );
});

it('names the issuer and the client only with another identity provider', () => {
  const { body } = readConfig({ OIDC_ISSUER: 'https://id.example.com', OIDC_AUDIENCE: 'abc', HOSTED_LOGIN_URL: '' });
  expect(JSON.parse(body ?? '')).toEqual({ issuer: 'https://id.example.com', client_id: 'abc' });
});
