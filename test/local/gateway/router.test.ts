import { expect, test } from 'vitest';
import { createRouter } from '../../../infra/local/gateway/router.ts';

const route = (key: string) => {
  const [method = '', path = ''] = key.split(' ');
  return { key, method, path };
};
const router = createRouter(
  [
    'GET /api/users',
    'POST /api/users',
    'GET /api/{kind}/self',
    'GET /api/users/{id}',
    'GET /api/users/me',
    'POST /api/users/{id}/reactivate',
  ].map(route),
);

test.each([
  ['GET', '/api/users', 'GET /api/users', undefined],
  ['POST', '/api/users', 'POST /api/users', undefined],
  ['GET', '/api/users/7', 'GET /api/users/{id}', { id: '7' }],
  ['GET', '/api/users/me', 'GET /api/users/me', undefined],
  ['GET', '/api/users/self', 'GET /api/users/{id}', { id: 'self' }],
  ['GET', '/api/teams/self', 'GET /api/{kind}/self', { kind: 'teams' }],
  ['POST', '/api/users/7/reactivate', 'POST /api/users/{id}/reactivate', { id: '7' }],
  ['GET', '/api/users/a b@service', 'GET /api/users/{id}', { id: 'a b@service' }],
])('%s %s is %s', (method, path, key, pathParameters) => {
  expect(router(method, path)).toEqual({ route: route(key), pathParameters });
});

test.each([
  ['DELETE', '/api/users'],
  ['HEAD', '/api/users'],
  ['GET', '/api/users/'],
  ['GET', '/api/users/7/'],
  ['GET', '//api/users'],
  ['GET', '/API/users'],
  ['POST', '/api/users//reactivate'],
  ['GET', '/'],
])('%s %s has no route', (method, path) => {
  expect(router(method, path)).toBeUndefined();
});
