import { test } from 'vitest';
import { sweepFaults } from './support/fault-sweep.ts';
import { startSubject } from './support/subject.ts';

test('sweep', async () => {
  const subject = await startSubject({ timeToAnswer: 8500 });
  const sel = process.env.OPS ? { operations: process.env.OPS.split(',') } : {};
  const ord = process.env.ORD ? { ordeals: process.env.ORD.split(';') } : {};
  const t = Date.now(),
    c = process.cpuUsage();
  const { cases, violations } = await sweepFaults(subject, { ...sel, ...ord });
  const cpu = process.cpuUsage(c);
  console.log(
    cases.length,
    Date.now() - t,
    'ms',
    (cpu.user + cpu.system) / 1000,
    Object.entries(Object.groupBy(cases, (x) => x.told))
      .map(([k, v]) => `${k}: ${v?.length}`)
      .join(', '),
  );
  console.log(violations.length);
  console.log(
    [...new Set(cases.map((x) => `${x.operation}`))]
      .map((o) => `${o}: ${Math.max(...cases.filter((x) => x.operation === o).map((x) => x.call))}`)
      .join('\n'),
  );
  (await import('node:fs')).writeFileSync('/tmp/sweep.txt', violations.join('\n'));
  subject.stop();
}, 600_000);
