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
    'ANY /api/any',
    'GET /api/any/exact',
    'ANY /files',
    'ANY /files/{proxy+}',
    'GET /files/images/{proxy+}',
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
  ['HEAD', '/api/any', 'ANY /api/any', undefined],
  ['GET', '/files', 'ANY /files', undefined],
  ['GET', '/files/', 'ANY /files/{proxy+}', { proxy: '' }],
  ['POST', '/files/a/b.txt', 'ANY /files/{proxy+}', { proxy: 'a/b.txt' }],
  ['GET', '/files/images/a/b', 'GET /files/images/{proxy+}', { proxy: 'a/b' }],
  ['PUT', '/files/images/a', 'ANY /files/{proxy+}', { proxy: 'images/a' }],
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
  ['POST', '/api/any/exact'],
  ['GET', '/filesystem'],
])('%s %s has no route', (method, path) => {
  expect(router(method, path)).toBeUndefined();
});
