// GET /api/openapi.json
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { gitCommit } from '../../infra/version.ts';
import { it } from '../support/workspace.ts';

it('is public', async ({ workspace }) => {
  const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'));
  expect(await workspace.anonymous.get('/api/openapi.json')).toMatchObject({
    status: 200,
    type: 'application/json',
    body: { ...document, info: { ...document.info, 'x-commit': gitCommit() } },
  });
});

it('rejects query parameters', async ({ workspace }) => {
  expect((await workspace.anonymous.get('/api/openapi.json?format=yaml')).status).toBe(422);
});
