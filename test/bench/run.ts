// `npm run bench`, or `npm run bench -- <part> ...`: how fast, how small and how dear the system is. Tables go to the
// standard output, progress to the standard error. `--write` puts them into the docs, which hold one run.
import { cpus } from 'node:os';
import { authorizer } from './authorizer.ts';
import { bill } from './bill.ts';
import { coldStart } from './cold-start.ts';
import { writeIntoDocs } from './docs.ts';
import { lists } from './lists.ts';
import { operations } from './operations.ts';
import { peers } from './peers.ts';
import { units } from './units.ts';
import { wholePath } from './whole-path.ts';
import { type Part, progress, withWorkbench } from './workbench.ts';

const PARTS: Readonly<Record<string, Part>> = {
  authorizer,
  operations,
  'cold-start': coldStart,
  units,
  peers,
  'whole-path': wholePath,
  bill,
  lists,
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);
  process.exit(1);
}

const tell = (found: string) => {
  console.log(`${found}\n`);
  if (process.argv.includes('--write')) writeIntoDocs(found);
};

const [cpu, ...others] = cpus();
tell(`Machine: ${cpu?.model.trim()}, ${others.length + 1} cores, Node ${process.version}, DynamoDB Local in memory.`);
await withWorkbench(async (workbench) => {
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    progress(`${name} ...`);
    const start = performance.now();
    const found = await part(workbench);
    progress(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    tell(found);
  }
});
