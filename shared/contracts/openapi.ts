// The operations of /api/openapi.json: routes, callers and request schemas.
import { operation } from './operation.ts';

export const getOpenApi = operation({
  id: 'openapi/get-openapi',
  method: 'GET',
  path: '/api/openapi.json',
  otherRoutes: [{ method: 'HEAD', path: '/api/openapi.json' }],
  audience: 'public',
  scope: null,
  status: 200,
});
