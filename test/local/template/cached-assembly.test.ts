// The assembly of the last start is used again, unless something that it was made from has changed.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { cachedAssembly } from '../../../infra/local/template/cached-assembly.ts';
import { temporaryFolder } from '../support/temporary.ts';

const app = fileURLToPath(new URL('../support/fixture-app.ts', import.meta.url));
const context = { stage: 'dev', 'admin-email': 'a@example.com', 'oidc-issuer': 'http://localhost:3002' };

function sources(): string {
  const root = temporaryFolder();
  mkdirSync(join(root, 'shared/domain'), { recursive: true });
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'shared/domain/user.ts'), 'one');
  return root;
}

test('is read again for the same sources and options, and made again for others', async () => {
  const [root, folder] = [sources(), join(temporaryFolder(), 'assembly')];
  const marker = join(folder, 'marker');
  /** @returns whether the assembly was made anew, which deletes all files in its folder */
  const isNew = async (changes: Readonly<Record<string, string>> = {}) => {
    const { stackName, template } = await cachedAssembly({ app, folder, root, context: { ...context, ...changes } });
    expect([stackName, Object.keys(template.Resources)]).toEqual(['fixture', expect.arrayContaining(['Table'])]);
    const isMade = !existsSync(marker);
    writeFileSync(marker, '');
    return isMade;
  };
  expect(await isNew()).toBe(true);
  expect(await isNew()).toBe(false);
  expect(await isNew({ 'token-prefix': 'acme' })).toBe(true);
  expect(await isNew()).toBe(true);
  writeFileSync(join(root, 'shared/domain/user.ts'), 'two');
  expect(await isNew()).toBe(true);
  writeFileSync(join(root, 'shared/domain/account.ts'), '');
  expect(await isNew()).toBe(true);
  expect(await isNew()).toBe(false);
});

test('is made again after a synthesis that was interrupted', async () => {
  const [root, folder] = [sources(), join(temporaryFolder(), 'assembly')];
  const options = { app, folder, root, context };
  await cachedAssembly(options);
  const stopped = cachedAssembly({ ...options, context: { ...context, stage: 'x' }, signal: AbortSignal.abort() });
  await expect(stopped).rejects.toThrow();
  expect((await cachedAssembly(options)).stackName).toBe('fixture');
});
