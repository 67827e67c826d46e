// Puts what the benchmark tells into the docs, in the place of what an earlier run told.
import { readFileSync, writeFileSync } from 'node:fs';

const DOCS = ['performance.md', 'costs.md'].map((file) => new URL(`../../docs/${file}`, import.meta.url));

/** @param found - Tables, which are known again by their first cell, and the line that names the machine. */
export function writeIntoDocs(found: string): void {
  for (const doc of DOCS) {
    const tables = found.match(/^(\|.*(\n|$))+/gm) ?? [];
    const [machine] = found.match(/^Machine: .*$/m) ?? [];
    let text = readFileSync(doc, 'utf8');
    for (const table of tables) {
      const [, first = ''] = table.split('|');
      const earlier = new RegExp(`^\\| ${RegExp.escape(first.trim())} +\\|.*\\n(\\|.*\\n)*`, 'm');
      text = text.replace(earlier, () => `${table.trimEnd()}\n`);
    }
    if (machine) text = text.replace(/^Machine: .*$/m, () => machine);
    writeFileSync(doc, text);
  }
}
