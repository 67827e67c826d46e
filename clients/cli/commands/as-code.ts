// service-users plan, apply, drift, import and schema
import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Command } from 'commander';
import { applyChanges, type Failure } from '../as-code/apply.ts';
import type { Change, Undelivered, UndeliveredToken } from '../as-code/change.ts';
import { jsonSchema, type ServiceUsersFile } from '../as-code/file-schema.ts';
import { fileFromState } from '../as-code/import.ts';
import { userIdOf } from '../as-code/keys.ts';
import { withLastChanges } from '../as-code/last-changes.ts';
import { plan } from '../as-code/plan.ts';
import { readServiceUsersFile } from '../as-code/read-file.ts';
import { readState, type State } from '../as-code/state.ts';
import type { Api } from '../connection/api.ts';
import { CommandError, EXIT, UsageError } from '../errors.ts';
import type { Column, Output } from '../output/output.ts';
import { ProgressLine } from '../output/progress-line.ts';
import { describeError } from '../output/report-error.ts';
import { withoutControls } from '../output/table.ts';
import { open, withExamples } from './context.ts';

const FILE = 'service-users.yaml';

interface PlanOptions {
  readonly file: string;
  readonly prune?: boolean;
}

interface ApplyOptions extends PlanOptions {
  readonly yes?: boolean;
}

type ShownChange = Pick<Change, 'action' | 'target' | 'details'>;
const COLUMNS: readonly Column<ShownChange>[] = ['action', 'target', 'details'];
const shown = ({ action, target, details }: Change): ShownChange => ({ action, target, details });
const SIGNS = { create: '+', update: '~', delete: '-', blocked: '!' } as const;

const withFile = (command: Command) => command.option('-f, --file <file>', 'the file', FILE);

export function planCommand(): Command {
  const command = withFile(new Command('plan'))
    .description('show the changes that apply would make; exit code 2 if there are any')
    .option('--prune', 'also what exists and is not in the file')
    .action(async ({ file, prune = false }: PlanOptions, command: Command) => {
      const wanted = readServiceUsersFile(file);
      const { api, output } = await open(command);
      await showPlan(api, await planChanges(api, wanted, prune), output);
    });
  return withExamples(command, 'plan -f service-users.yaml');
}

export function driftCommand(): Command {
  const command = withFile(new Command('drift'))
    .description('compare the file with the system in both directions; exit code 2 if they differ')
    .action(async ({ file }: PlanOptions, command: Command) => {
      const wanted = readServiceUsersFile(file);
      const { api, output } = await open(command);
      await showPlan(api, await planChanges(api, wanted, true), output);
    });
  return withExamples(command, 'drift -f service-users.yaml', 'drift --json');
}

export function applyCommand(): Command {
  const command = withFile(new Command('apply'))
    .description('make the system what the file describes')
    .option('--prune', 'deletes and deactivates what exists and is not in the file; needs --yes')
    .option('--yes', 'confirms --prune')
    .action(apply);
  return withExamples(command, 'apply -f service-users.yaml', 'apply --prune --yes');
}

export function importCommand(): Command {
  const command = new Command('import')
    .description('write the file from what exists')
    .option('-o, --out <file>', 'a new file; by default the standard output')
    .action(async ({ out }: { out?: string }, command: Command) => {
      const { api, output } = await open(command);
      const text = fileFromState(await readWithProgress(api, () => true));
      if (out === undefined) return void process.stdout.write(text);
      try {
        writeFileSync(out, text, { flag: 'wx' });
      } catch (error) {
        throw new UsageError(`${out} cannot be written: ${(error as Error).message}`);
      }
      output.note(`Wrote ${out}.`);
    });
  return withExamples(command, `import --out ${FILE}`);
}

export function schemaCommand(): Command {
  return new Command('schema')
    .description(`print the JSON schema of ${FILE}, for editors`)
    .action(() => void process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`));
}

const READING = 'Reading what exists';

async function readWithProgress(api: Api, withPolicies: (userId: string) => boolean): Promise<State> {
  const line = new ProgressLine();
  line.show(READING);
  try {
    return await readState(api, withPolicies, (done, total) => line.show(READING, done, total));
  } finally {
    line.clear();
  }
}

interface Plan {
  /** The `user_id` of the caller. */
  readonly caller: string;
  readonly changes: readonly Change[];
}

async function planChanges(
  api: Api,
  file: ServiceUsersFile,
  prune: boolean,
  undelivered: Undelivered = new Map(),
): Promise<Plan> {
  const listed = new Map((file.service_users ?? []).map((user) => [userIdOf(user), user]));
  const state = await readWithProgress(api, (userId) => listed.get(userId)?.federation_policies !== undefined);
  return { caller: state.caller, changes: plan(file, state, { prune, undelivered }) };
}

async function showPlan(api: Api, { caller, changes: planned }: Plan, output: Output): Promise<void> {
  const changes = await withLastChanges(api, caller, planned);
  if (output.format !== 'table') output.list(changes.map(shown), COLUMNS);
  else for (const change of changes) printLine(describe(change));
  output.note(changes.length === 0 ? 'There are no differences.' : summary(changes));
  if (changes.length > 0) process.exitCode = EXIT.differences;
}

function printLine(line: string): void {
  process.stdout.write(`${withoutControls(line)}\n`);
}

function describe({ action, target, details }: Change): string {
  return `${SIGNS[action]} ${target}${details.length > 0 ? `: ${details.join('; ')}` : ''}`;
}

function summary(changes: readonly Change[]): string {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  return `${count('create')} to create, ${count('update')} to update, ${count('delete')} to delete, ${count('blocked')} blocked.`;
}

async function apply({ file, prune = false, yes }: ApplyOptions, command: Command): Promise<void> {
  if (prune && !yes) {
    throw new UsageError('--prune deletes and deactivates. Look at "service-users plan --prune", then add --yes.');
  }
  const wanted = readServiceUsersFile(file);
  const { api, output } = await open(command);
  const interrupted = stopOnInterrupt(output);
  const undelivered = new Map<string, UndeliveredToken>();
  const context = { api, folder: dirname(file), undelivered, stop: interrupted.signal };
  const planAgain = async () => (await planChanges(api, wanted, prune, context.undelivered)).changes;
  const done: Change[] = [];
  const line = new ProgressLine();
  const result = await applyChanges(await planAgain(), planAgain, context, {
    attempting: ({ target }, attempted, total) => line.show(`Applying ${target}`, attempted, total),
    applied(change) {
      done.push(change);
      line.clear();
      if (output.format === 'table') printLine(describe(change));
    },
    failed({ change, error }) {
      line.clear();
      output.note(`? ${change.target}: ${describeError(error)}`);
    },
  });
  interrupted.end();
  if (output.format !== 'table') output.list(done.map(shown), COLUMNS);
  output.note(done.length === 0 ? 'Nothing was changed.' : `${done.length} changes made.`);
  reportLeft(result.failures, result.blocked);
}

/** Ctrl-C, and the end of a job in CI, stop before the next change. The second time ends the program. */
function stopOnInterrupt(output: Output) {
  const controller = new AbortController();
  const stop = () => {
    output.note('Stopping after the change in progress.');
    controller.abort();
    end();
  };
  const end = () => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop);
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  return { signal: controller.signal, end };
}

/** @throws CommandError when something is left */
function reportLeft(failures: readonly Failure[], blocked: readonly Change[]): void {
  if (failures.length + blocked.length === 0) return;
  const left = [
    ...failures.map(({ change, error }) => `${change.target}: ${describeError(error)}`),
    ...blocked.map(({ target, details }) => `${target}: ${details.join('; ')}`),
  ];
  throw new CommandError(
    `${left.length} changes are left. Apply again when their reasons are removed.\n${left.map((line) => `  ${line}`).join('\n')}`,
  );
}
