// Every file that the documentation names or links to exists.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = globSync('{*.md,{docs,examples}/**/*.md}', { cwd: root });

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
