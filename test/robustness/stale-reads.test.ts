import { test } from 'vitest';
import { raceRevocations } from './support/revocations.ts';
import { startSubject } from './support/subject.ts';

test('zz', async () => {
  const faults = process.env.PLANT ? JSON.parse(process.env.PLANT) : [];
  const subject = await startSubject({ faults });
  const t = Date.now();
  const cpu = process.cpuUsage();
  const sel = process.env.WAYS ? { ways: process.env.WAYS.split(';') } : {};
  const { pairs, verified, staleReads, violations } = await raceRevocations(subject, { seed: 1, ...sel });
  console.log({ pairs, verified, staleReads }, Date.now() - t, process.cpuUsage(cpu), violations.length);
  console.log([...new Set(violations)].slice(0, 40).join('\n'));
  await subject.stop();
}, 300_000);
