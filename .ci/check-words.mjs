// Checks the wording of the repository: `node .ci/check-words.mjs [file or folder ...]`, by default of all tracked files.
// The list is in words.json. Each word that it finds is printed with its place and with what to write instead.
//
// An entry of the list:
//   pattern  a regular expression; it matches whole words, in upper and lower case, also as part of an identifier
//   say      what to write instead
//   allow    phrases that contain the word and are right
//   exact    true: the pattern is applied to the text as it is, case-sensitive and without word boundaries
// An exception allows the pattern of one or more entries in a file or folder, for the reason that it gives.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);
const list = JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8'));

/** Splits identifiers in camelCase and SNAKE_CASE into words, so that a word is found as part of a name too. */
function splitIdentifiers(text) {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll('_', ' ');
}

function escapeRegExp(text) {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const entries = list.words.map(({ pattern, say, allow = [], exact = false }) => ({
  pattern,
  say,
  exact,
  regExp: exact ? new RegExp(pattern, 'g') : new RegExp(`\\b(?:${pattern})\\b`, 'gi'),
  allowed: allow.length > 0 ? new RegExp(allow.map(escapeRegExp).join('|'), 'g') : undefined,
}));

const known = new Set(entries.map(({ pattern }) => pattern));
for (const { file, patterns, reason } of list.exceptions) {
  for (const pattern of patterns) {
    if (!known.has(pattern))
      throw new Error(`words.json: the exception for ${file} has the unknown pattern ${pattern}`);
  }
  if (!reason) throw new Error(`words.json: the exception for ${file} needs a reason`);
}

/** Whether a path is the file, or is in the folder (which ends with a slash). */
function isIn(path, file) {
  return file.endsWith('/') ? path.startsWith(file) : path === file;
}

function isException(path, pattern) {
  return list.exceptions.some(({ file, patterns }) => isIn(path, file) && patterns.includes(pattern));
}

function* findings(path) {
  const checked = entries.filter(({ pattern }) => !isException(path, pattern));
  const lines = readFileSync(join(root, path), 'utf8').split('\n');
  // The name of the file is checked like its text.
  for (const [index, line] of [path, ...lines].entries()) {
    for (const { regExp, allowed, say, exact } of checked) {
      const text = allowed ? line.replaceAll(allowed, ' ') : line;
      for (const [found] of (exact ? text : splitIdentifiers(text)).matchAll(regExp)) {
        yield { line: Math.max(index, 1), found: found.trim(), say };
      }
    }
  }
}

const wanted = process.argv.slice(2);
const tracked = execFileSync('git', ['ls-files', '-z', '--', ...wanted], { cwd: root, encoding: 'utf8' }).split('\0');
const paths = tracked.filter(
  (path) =>
    list.extensions.some((extension) => path.endsWith(extension)) &&
    !list.ignored.some((file) => isIn(path, file)) &&
    existsSync(join(root, path)),
);

let count = 0;
for (const path of paths) {
  for (const { line, found, say } of findings(path)) {
    console.log(`${path}:${line}: "${found}": ${say}`);
    count += 1;
  }
}
if (count > 0) {
  console.error(`${count} words to replace. If a word is right where it is, add it to .ci/words.json with a reason.`);
  process.exitCode = 1;
} else {
  console.log(`words: ${paths.length} files checked`);
}
