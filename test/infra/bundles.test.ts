// The bundles of the synthesized stack, as they would be deployed.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';

it('leave what only the API document needs to the function that answers it, which in turn has no way to storage', () => {
  const assembly = inject('assembly');
  const bundles = globSync('asset.*/*.js', { cwd: assembly }).map((path) => readFileSync(join(assembly, path), 'utf8'));
  const withDocument = bundles.filter((code) => code.includes('Enough of the plaintext to recognise it'));
  expect(withDocument).toHaveLength(1);
  expect(withDocument[0]).not.toContain('DynamoDB_20120810');
  expect(bundles.filter((code) => code.includes('DynamoDB_20120810')).length).toBeGreaterThan(20);
});
