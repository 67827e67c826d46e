// The options of a deployment in the local system: which apply, which are refused, and from where they come.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OPTIONS } from '../../infra/config.ts';
import { readOptions, UNSUPPORTED, WITHOUT_EFFECT } from '../../infra/local/options.ts';
import { temporaryFolder } from './support/temporary.ts';

function folderWith(files: Record<string, unknown>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  return folder;
}

test('come from the command line, then from cdk.context.json, then from cdk.json', () => {
  const folder = folderWith({
    'cdk.json': { app: 'node app.ts', context: { 'token-prefix': 'a', 'cors-origins': 'https://a.example' } },
    'cdk.context.json': { 'token-prefix': 'b', 'allowed-email-domains': 'example.org' },
  });
  expect(readOptions(folder, ['token-prefix=c=d', '-x=1']).options).toEqual({
    'token-prefix': 'c=d',
    '-x': '1',
    'cors-origins': 'https://a.example',
    'allowed-email-domains': 'example.org',
  });
});

test('are empty without files', () => {
  expect(readOptions(temporaryFolder(), [])).toEqual({ options: {}, ignored: [] });
});

test('of the file of a deployment apply, and those about AWS are left out by name', () => {
  const deployed = {
    'admin-email': 'you@example.com',
    'alarm-email': 'oncall@example.com',
    tracing: true,
    stage: 'prod',
  };
  expect(readOptions(folderWith({ 'cdk.context.json': deployed }), [])).toEqual({
    options: { 'admin-email': 'you@example.com' },
    ignored: ['alarm-email', 'tracing', 'stage'],
  });
});

test.each(UNSUPPORTED)('%s is refused by name, from a file and from the command line', (name) => {
  const message = `these options make no sense on one machine: ${name} (`;
  expect(() => readOptions(folderWith({ 'cdk.context.json': { [name]: 'x' } }), [])).toThrow(message);
  expect(() => readOptions(temporaryFolder(), [`${name}=x`])).toThrow(message);
});

test.each(WITHOUT_EFFECT)('%s is refused by name from the command line', (name) => {
  expect(() => readOptions(temporaryFolder(), [`${name}=x`])).toThrow(`make no sense on one machine: ${name} (`);
});

test('stage=dev is accepted, because the local system is a deployment of this stage', () => {
  expect(readOptions(folderWith({ 'cdk.context.json': { stage: 'dev' } }), ['stage=dev'])).toEqual({
    options: {},
    ignored: [],
  });
});

test('are all decided: a new option must be added to the lists unless it has an effect', () => {
  const applied = OPTIONS.filter((name) => ![...UNSUPPORTED, ...WITHOUT_EFFECT].includes(name));
  expect(applied).toEqual([
    'admin-email',
    'allowed-email-domains',
    'token-prefix',
    'cors-origins',
    'github-keys-url',
    'console',
    'audit-archive',
  ]);
  expect([...UNSUPPORTED, ...WITHOUT_EFFECT].filter((name) => !OPTIONS.includes(name))).toEqual([]);
});

test.each(['token-prefix', '=x', ''])('%j is not an option with a value', (text) => {
  expect(() => readOptions(temporaryFolder(), [text])).toThrow(`-c needs option=value, not "${text}"`);
});

test.each(['[]', '{"a":', 'null'])('a file with %s is refused', (content) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'cdk.context.json'), content);
  expect(() => readOptions(folder, [])).toThrow('cdk.context.json cannot be read: it must be a JSON object');
});
