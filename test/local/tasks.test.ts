// The commands of the quarterly review in docs/tasks.md, exactly as they are printed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorkspace } from '../support/workspace.ts';
import { folderOf, isInstalled, paste, SHELLS } from './support/shells.ts';
import { temporaryFolder } from './support/temporary.ts';

const tasks = readFileSync(new URL('../../docs/tasks.md', import.meta.url), 'utf8');

/** The blocks of commands of a section that are not in a list. */
function blocksOf(heading: string): string[] {
  const [, section = ''] = tasks.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

/** The blocks that define functions. */
const functionsOf = (heading: string) => blocksOf(heading).filter((block) => block.includes('() {'));

describe.for(SHELLS)('the review of access in %s', (shell) => {
  it.runIf(isInstalled(shell))(
    'is three commands: the records, the accounts with findings and their owners, and the tokens to be revoked',
    async () => {
      const workspace = await startWorkspace();
      onTestFinished(() => workspace.stop());
      const { admin } = workspace;
      const owner = await workspace.person();
      const token = { name: 'first', expires_in_days: null };
      await admin.put('/api/policy', { never_expiring_roles: ['Member'], revoke_unused_after_days: 30 });
      const owned = { name: '=Owned', purpose: '=1+1', managed_by: '=1+1', owners: [owner.user.user_id], token };
      for (const wanted of [owned, { name: 'Nobody', token }]) await admin.post('/api/users', wanted);
      const folder = await folderOf(workspace);
      const review = blocksOf('Review access');
      expect(review[0]?.trim().split('\n')).toHaveLength(3);

      const { outputs, errors } = await paste(shell, [...blocksOf('Set up your shell'), ...review], folder);

      expect(errors).toBe('');
      const records = readFileSync(join(folder, 'review.jsonl'), 'utf8').trim().split('\n');
      expect(records.map((line) => JSON.parse(line).user.user_id).sort()).toEqual(['nobody@service', 'owned@service']);
      expect(readFileSync(join(folder, 'findings.csv'), 'utf8').trim().split('\n').sort()).toEqual([
        '"nobody@service","Member","",,"never_expires never_used no_owner no_purpose"',
        `"owned@service","Member","${owner.user.user_id}","'=1+1","never_expires never_used"`,
      ]);
      const revoked = (outputs.at(-1) ?? '').trim().split('\n').sort();
      expect(revoked).toEqual([
        expect.stringMatching(/^nobody@service\tfirst\t20/),
        expect.stringMatching(/^owned@service\tfirst\t20/),
      ]);
    },
    120_000,
  );

  it.runIf(isInstalled(shell))('writes no formula into a CSV file', async () => {
    const formulas = [
      '=1',
      '+1',
      '-1',
      '@x',
      '\uff0b1',
      '\uff0d1',
      '\uff1d1',
      '\uff201',
      '\t=1',
      '\n=1',
      ' =1',
      '\u200b=1',
    ];
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'values.json'), JSON.stringify([...formulas, 'x', 'a=1', -1]));

    const commands = "csv '[.[]]' < values.json > values.csv\n";
    const { errors } = await paste(shell, [...functionsOf('Set up your shell'), commands], folder);

    expect(errors).toBe('');
    const cells = [...formulas.map((formula) => `"'${formula}"`), '"x"', '"a=1"', '-1'];
    expect(readFileSync(join(folder, 'values.csv'), 'utf8')).toBe(`${cells.join()}\n`);
  });
});
