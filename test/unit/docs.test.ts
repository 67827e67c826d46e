// Every file that the documentation names or links to exists, and its commands can be pasted into bash and zsh.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync('{*.md,{docs,examples}/**/*.md}', { cwd: root });
const commandPages = globSync('{*.md,{docs,examples,functions,infra,shared,test}/**/*.md}', {
  cwd: root,
  exclude: ['**/node_modules'],
});

/** A path from the root, also as a pattern: `functions/<resource>/<operation>.ts`, `shared/storage/*-writes.ts`. */
const PATH = /(?<![\w./-])(?:infra|functions|shared|test|docs|examples)\/[\w./*<>-]*[\w*>/]/g;
const LINK = /\]\(([^)\s]+)\)/g;
const HEADING = /^#+ (.*)$/gm;

const textOf = (page: string) => readFileSync(join(root, page), 'utf8');
const found = (pattern: string) => globSync(pattern.replaceAll(/<[^>]*>/g, '*'), { cwd: root }).length > 0;

/** The anchor that GitHub generates for a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

it.for(pages)('%s names files that exist', (page) => {
  const named = textOf(page).match(PATH) ?? [];
  expect(named.filter((path) => !found(path))).toEqual([]);
});

it.for(pages)('%s links to pages and headings that exist', (page) => {
  const links = [...textOf(page).matchAll(LINK)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link));
  const dead = links.filter((link) => {
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return (
      anchor !== undefined && ![...textOf(target).matchAll(HEADING)].some(([, text = '']) => anchorOf(text) === anchor)
    );
  });
  expect(dead).toEqual([]);
});

/** A file of tests and a part of a title in it: `test/http/login.test.ts`: "the title". */
const TEST_TITLE = /`(test\/[^`]*\.test\.ts)`: "([^"]*)"/g;

it('docs/security-model.md names tests that exist', () => {
  const named = [...textOf('docs/security-model.md').matchAll(TEST_TITLE)];
  expect(named.length).toBeGreaterThan(25);
  const missing = named.filter(([, file = '', title = '']) => !textOf(file).includes(title));
  expect(missing.map(([text]) => text)).toEqual([]);
});

/** A block of shell commands, also in a list. */
const SHELL_BLOCK = /^ *```sh\n(.*?)^ *```$/gms;
const QUOTED = /\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs;
const COMMENT = /(?<=^|[\s;&|()])#.*$/gm;

function shellComments(text: string): string[] {
  const blocks = [...text.matchAll(SHELL_BLOCK)].map(([, commands = '']) => commands.replaceAll(QUOTED, "''"));
  return blocks.flatMap((commands) => commands.match(COMMENT) ?? []);
}

// In an interactive zsh, the default shell of macOS, a `#` does not start a comment: the words after it are arguments.
it.for(commandPages)('%s has no comment in its shell commands', (page) => {
  expect(shellComments(textOf(page))).toEqual([]);
});

it('finds comments in shell commands, other than a # in a word or in quotes', () => {
  const block = (commands: string) => `\`\`\`sh\n${commands}\n\`\`\`\n`;
  expect(shellComments(block('curl $API # the response\n# next\nls; #end'))).toEqual([
    '# the response',
    '# next',
    '#end',
  ]);
  expect(shellComments(block(`echo a#b \${a#b} $# '# no' "it's # no \\" # no"`))).toEqual([]);
  expect(shellComments(`   ${block('ls # list').replace('\n```\n', '\n   ```\n')}`)).toEqual(['# list']);
});

it('reaches every page of the documentation by links from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const [, link = ''] of textOf(page).matchAll(LINK)) {
      const target = join(dirname(page), link.split('#')[0] ?? '');
      if (!/^\w+:/.test(link) && target.endsWith('.md') && existsSync(join(root, target))) reached.add(target);
    }
  }
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});
