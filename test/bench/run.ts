// `npm run bench`, or `npm run bench -- <part> ...`: measures the speed, size and cost of the system. Tables go to
// standard output, progress to standard error. `--write` writes the tables to the documentation.
import { cpus } from 'node:os';
import { parseCommandLine } from '../../infra/command-line.ts';
import { authorizer } from './authorizer.ts';
import { awsCost } from './aws-cost.ts';
import { coldStart } from './cold-start.ts';
import { webConsole } from './console.ts';
import { endToEnd } from './end-to-end.ts';
import { limits } from './limits.ts';
import { lists } from './lists.ts';
import { operations } from './operations.ts';
import { peers } from './peers.ts';
import { units } from './request-units.ts';
import { type Part, progress, withWorkbench } from './workbench.ts';
import { writeIntoDocs } from './write-docs.ts';

const PARTS: Readonly<Record<string, Part>> = {
  authorizer,
  operations,
  'cold-start': coldStart,
  units,
  peers,
  'end-to-end': endToEnd,
  'aws-cost': awsCost,
  limits,
  lists,
  console: webConsole,
};

const USAGE = `npm run bench -- [--write] [<part> ...]

  <part>   ${Object.keys(PARTS).join(', ')}; all parts without one
  --write  writes the tables to the documentation`;

const { positionals: wanted, values } = parseCommandLine(USAGE, {
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const unknown = wanted.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.`);
  process.exit(1);
}

const publish = (results: string) => {
  console.log(`${results}\n`);
  if (values.write) writeIntoDocs(results);
};

const [cpu, ...others] = cpus();
publish(
  `Machine: ${cpu?.model.trim()}, ${others.length + 1} cores, Node ${process.version}, DynamoDB Local in memory.`,
);
await withWorkbench(async (workbench) => {
  for (const [name, part] of Object.entries(PARTS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    progress(`${name} ...`);
    const start = performance.now();
    const results = await part(workbench);
    progress(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
    publish(results);
  }
});
