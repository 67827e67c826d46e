// The version and the git commit: outputs of the stack, and members of the API document.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gitCommit, version } from '../../infra/version.ts';
import { synthesized } from './support/synthesize.ts';

describe('the git commit', () => {
  it('is unknown without a git repository', () => {
    expect(gitCommit(emptyFolder())).toBe('unknown');
  });

  it('is unknown before the first commit', () => {
    const folder = emptyFolder();
    git(folder, 'init', '--quiet');
    expect(gitCommit(folder)).toBe('unknown');
  });

  it('is abbreviated, and marked when files have changed since', () => {
    const folder = emptyFolder();
    git(folder, 'init', '--quiet');
    writeFileSync(join(folder, 'file'), 'one');
    git(folder, 'add', '.');
    git(folder, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '--quiet', '--message', 'one');
    const commit = git(folder, 'rev-parse', 'HEAD').slice(0, 12);
    expect(gitCommit(folder)).toBe(commit);
    writeFileSync(join(folder, 'file'), 'two');
    expect(gitCommit(folder)).toBe(`${commit}-dirty`);
  });
});

const { template, resources } = await synthesized('production');

describe('the stack', () => {
  it('has the version and the commit as an output', () => {
    expect(template.findOutputs('Version')).toMatchObject({ Version: { Value: `${version}+${gitCommit()}` } });
  });

  it('gives the commit only to the function that serves the API document, so that no other function changes with it', () => {
    const functions = Object.entries(resources('AWS::Lambda::Function'));
    const withCommit = functions.filter(([, { Properties }]) => 'COMMIT' in (Properties.Environment?.Variables ?? {}));
    expect(withCommit.map(([id]) => id)).toEqual([expect.stringMatching(/^GetOpenapi/)]);
    expect(withCommit[0]?.[1].Properties.Environment.Variables.COMMIT).toBe(gitCommit());
  });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-users-version-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' });
}
