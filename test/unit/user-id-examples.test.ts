// The documented examples of names and their user_id are what the code derives (R4).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { users } from '../../infra/api-docs/users.ts';
import { serviceUserId } from '../../shared/domain/user.ts';

const read = (page: string) => readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8');
const pairs = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = '', userId = '']) => [name, userId] as const);

const tableOfTasks = pairs(read('docs/tasks.md'), /^\| `([^`]+)` +\| `(\w+@service)` +\|$/gm);
const withoutUserId = pairs(read('docs/tasks.md'), /^\| `([^`]+)` +\| none: 422 `(validation_failed)` +\|$/gm);
const [create] = users.operations;
const apiDocument = pairs(create?.description ?? '', /`([^`]+)` becomes `(\w+@service)`/g);
const rules = pairs(read('docs/rules.md'), /`([^`@]+)` is `(\w+@service)`/g);

describe.for([
  ['common tasks', tableOfTasks],
  ['the API document', apiDocument],
  ['the rules', rules],
] as const)('the examples in %s', ([, examples]) => {
  it('are what the code derives', () => {
    expect(examples.length).toBeGreaterThan(0);
    expect(examples.map(([name]) => [name, serviceUserId(name)])).toEqual(examples);
  });
});

it.for(withoutUserId)('no user_id can be derived from %s, which the page says has none', ([name, code]) => {
  expect(() => serviceUserId(name)).toThrow(expect.objectContaining({ code }));
});

it('the page and the API document show two names that have the same user_id', () => {
  for (const examples of [tableOfTasks, apiDocument]) {
    expect(Object.fromEntries(examples)).toMatchObject({
      'Pipeline-30': 'pipeline30@service',
      'pipeline.30': 'pipeline30@service',
    });
  }
  expect(withoutUserId).toHaveLength(1);
});
