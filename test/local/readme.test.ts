// The commands of the README, exactly as they are printed, in the interactive shells that people paste them into. CI runs
// `npm ci` itself, and test/system/runner.test.ts starts the system; the tour runs here.
import { readFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorkspace } from '../support/workspace.ts';
import { folderOf, isInstalled, paste, SHELLS } from './support/shells.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

interface Block {
  readonly commands: string;
  /** The JSON behind the commands, one value for each response; none if the README shows no output. */
  readonly responses: readonly unknown[];
}

const [quickStart, ...tour] = [...readme.matchAll(/^```sh\n(.*?)^```\n(?:```json\n(.*?)^```\n)?/gms)].map(
  ([, commands = '', json = '']): Block => ({ commands, responses: json === '' ? [] : jsonValues(json) }),
);

/** Reads one JSON value, or one on each line. */
function jsonValues(json: string): unknown[] {
  try {
    return [JSON.parse(json)];
  } catch {
    return json.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  }
}

/** The ids of tokens and the times differ from those in the README. */
function comparable(value: unknown): unknown {
  const json = JSON.stringify(value)
    .replaceAll(/tokens\.\d+\./g, 'tokens.N.')
    .replaceAll(/"at":"[^"]*"/g, '"at":"(a time)"');
  return JSON.parse(json);
}

it('starts with the installation and the start of the system', () => {
  expect(quickStart?.commands).toBe('npm ci\nnpm start\n');
  expect(tour.length).toBeGreaterThan(5);
});

describe.for(SHELLS)('the tour of the README in %s', (shell) => {
  it.runIf(isInstalled(shell))(
    'prints what the README shows, and no error',
    async () => {
      const workspace = await startWorkspace();
      onTestFinished(() => workspace.stop());
      const folder = await folderOf(workspace);

      const { outputs, errors } = await paste(
        shell,
        tour.map(({ commands }) => commands),
        folder,
      );

      expect(errors).toBe('');
      expect(outputs).toHaveLength(tour.length);
      for (const [index, { responses }] of tour.entries()) {
        if (responses.length === 0) continue;
        const printed = (outputs[index] ?? '').split('\n').filter((line) => line !== '');
        expect(printed.map((line) => comparable(JSON.parse(line)))).toMatchObject(responses.map(comparable));
      }
    },
    120_000,
  );
});
