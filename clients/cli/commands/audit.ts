// service-users audit
import { setTimeout } from 'node:timers/promises';
import { Command } from 'commander';
import { toCsv } from '../../../shared/contracts/csv.ts';
import { type Api, itemsOf, type Schemas } from '../connection/api.ts';
import { UsageError } from '../errors.ts';
import type { Column, Output } from '../output/output.ts';
import { withoutControls } from '../output/table.ts';
import { open, present, time, wholeNumber, withExamples } from './context.ts';

type Entry = Schemas['AuditEntry'];

const COLUMNS: readonly Column<Entry>[] = [
  'at',
  ['actor', ({ actor }) => actor.user_id],
  'action',
  'target',
  'changes',
  'source_ip',
];

interface AuditOptions {
  readonly actor?: string;
  readonly target?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
  readonly follow?: boolean;
  readonly interval: number;
}

export function auditCommand(): Command {
  const audit = new Command('audit')
    .description('show the audit log, newest entries first')
    .option('--actor <user_id>', 'changes that this account made')
    .option('--target <target>', 'changes of this target: a user_id, team:<id>, datastore:<id> or policy')
    .option('--action <action>', 'changes of this kind, such as token.revoked')
    .option('--from <time>', 'from this time, or so long ago: 7d', time)
    .option('--to <time>', 'before this time', time)
    .option('--limit <number>', 'at most so many entries; 0 for all', wholeNumber, 100)
    .option('--follow', 'waits for new entries and prints each, until Ctrl-C')
    .option('--interval <seconds>', 'how often --follow reads', wholeNumber, 2)
    .action(async (options: AuditOptions, command: Command) => {
      const { api, output } = await open(command);
      if (options.follow) return follow(api, options, output);
      const entries: Entry[] = [];
      for await (const entry of entriesOf(api, options)) {
        entries.push(entry);
        if (entries.length === options.limit) break;
      }
      output.list(entries, COLUMNS);
    });
  return withExamples(
    audit,
    'audit --target airflow_service_user@service --from 30d',
    'audit --action token.revoked --csv > revoked.csv',
    'audit --follow',
  );
}

function entriesOf(api: Api, options: Omit<AuditOptions, 'limit' | 'interval'>): AsyncGenerator<Entry> {
  const { actor, target, action, from, to } = options;
  const filter = present({ actor, target, action: action as 'user.created' | undefined, from, to });
  return itemsOf(async (page) => {
    const query = { ...filter, ...page, format: 'json' as const };
    const { data } = await api.GET('/api/audit-log', { params: { query } });
    // The document has CSV as a second type of the response.
    return { data: data as Schemas['AuditEntryList'] };
  });
}

/** A transaction that starts earlier can be committed later, and clocks differ: what is so recent is read again. */
const OVERLAP_MS = 60_000;

/** Prints each entry once, oldest first. */
async function follow(api: Api, options: AuditOptions, output: Output): Promise<void> {
  if (options.to !== undefined) throw new UsageError('--follow has no end: leave out --to.');
  const printed = new Map<number, string>();
  let from = options.from ?? new Date().toISOString();
  const start = Date.parse(from);
  for (;;) {
    const entries = await Array.fromAsync(entriesOf(api, { ...options, from }));
    for (const entry of entries.reverse()) {
      if (!printed.has(entry.id)) printEntry(entry, output);
      printed.set(entry.id, entry.at);
    }
    from = new Date(Math.max(start, Date.now() - OVERLAP_MS)).toISOString();
    for (const [id, at] of printed) if (at < from) printed.delete(id);
    await setTimeout(options.interval * 1000);
  }
}

function printEntry(entry: Entry, { format }: Output): void {
  const { at, actor, action, target, changes } = entry;
  const cells = [at, actor.user_id, action, target, JSON.stringify(changes)];
  if (format === 'json') process.stdout.write(`${JSON.stringify(entry)}\n`);
  else process.stdout.write(format === 'csv' ? toCsv([cells]) : `${withoutControls(cells.join('  '))}\n`);
}
