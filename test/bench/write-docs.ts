// Replaces the results of an earlier run in the documentation.
import { readFileSync, writeFileSync } from 'node:fs';

const DOCS = ['performance.md', 'costs.md', 'limits.md'].map((file) => new URL(`../../docs/${file}`, import.meta.url));

/** @param results - Tables, which are identified by their first cell, and the line that describes the machine. */
export function writeIntoDocs(results: string): void {
  for (const doc of DOCS) {
    const tables = results.match(/^(\|.*(\n|$))+/gm) ?? [];
    const [machine] = results.match(/^Machine: .*$/m) ?? [];
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
