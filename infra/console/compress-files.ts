// Compresses the files of the web console, so that the function that serves them only reads.
import { createHash } from 'node:crypto';
import { globSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  // Browsers show plain text, and download Markdown.
  '.md': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
/** Formats that are compressed already. */
const COMPRESSED = new Set(['.woff2']);
/** Level 11 takes four times as long as level 9 and saves 4 %. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/**
 * Replaces each file by `<file>.br` and `<file>.gz`, and writes `files.json`, which describes them.
 *
 * @throws Error for a file of an unknown type
 */
export function compressFiles(folder: string): void {
  const paths = globSync('**/*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile());
  const files = paths.sort().map((path) => [path, compressFile(join(folder, path))] as const);
  writeFileSync(join(folder, 'files.json'), JSON.stringify(Object.fromEntries(files)));
}

function compressFile(file: string) {
  const extension = extname(file);
  const type = TYPES[extension];
  if (type === undefined) throw new Error(`The console has a file of an unknown type: ${file}`);
  const content = readFileSync(file);
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  const compressed = !COMPRESSED.has(extension);
  if (compressed) {
    writeFileSync(`${file}.br`, brotliCompressSync(content, BROTLI));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
    rmSync(file);
  }
  return { type, etag: `W/"${hash}"`, compressed };
}
