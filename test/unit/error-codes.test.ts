// The error codes in the documentation, which people read before they write a client: each exists, with its status.
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { PROBLEMS } from '../../infra/api-docs/problems.ts';
import { oauthError } from '../../shared/contracts/oauth-error.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// The API document has been generated from the same problems, and test/support/api-document.ts compares each response with it.
const pages = globSync('{README,CHANGELOG}.md', { cwd: root }).concat(
  globSync('{docs,clients,examples}/**/*.md', { cwd: root, exclude: ['**/node_modules', 'docs/api.md'] }),
);

const known = new Set(
  Object.values(PROBLEMS).flatMap((problem) => {
    const { error, status } = oauthError(problem);
    return [`${problem.status} ${problem.code}`, `${status} ${error}`];
  }),
);

/** A status and a code: `403 forbidden`, 403 `forbidden`, `forbidden` (403), or in two cells of a table. */
const FORMS = [
  /`(?<status>[45]\d\d) (?<code>[a-z][a-z_]+)`/g,
  /(?<![\d.,])(?<status>[45]\d\d) `(?<code>[a-z][a-z_]+)`/g,
  /`(?<code>[a-z][a-z_]+)` \((?<status>[45]\d\d)\)/g,
  /\| `?(?<status>[45]\d\d)`? +\| `(?<code>[a-z][a-z_]+)`/g,
];

const named = pages.flatMap((page) => {
  const text = readFileSync(`${root}/${page}`, 'utf8');
  return FORMS.flatMap((form) =>
    [...text.matchAll(form)].map(({ groups = {} }) => ({ page, error: `${groups.status} ${groups.code}` })),
  );
});

it('the documentation names errors that exist, with the status that they have', () => {
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ error }) => !known.has(error))).toEqual([]);
});
