// service-users federation
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { type Api, bodyOf, itemsOf, type RequestBody, type Schemas } from '../connection/api.ts';
import { UsageError } from '../errors.ts';
import type { Column } from '../output/output.ts';
import { open, reference, withExamples } from './context.ts';
import { idOf } from './named.ts';

type Policy = Schemas['FederationPolicy'];

const COLUMNS: readonly Column<Policy>[] = ['id', 'name', 'issuer', 'audience', 'subject', 'enabled', 'last_used'];

export function federationCommand(): Command {
  const federation = new Command('federation').description('manage the federation policies of a Service User');
  withExamples(
    federation,
    'federation list etl@service',
    'federation create etl@service --file policy.json',
    'federation test etl@service deploy < oidc-token',
    'federation delete etl@service deploy',
  );

  federation
    .command('list')
    .description('list the federation policies')
    .argument('<user>', 'user_id or id')
    .action(async (user: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.list(await Array.fromAsync(federationPolicies(api, user)), COLUMNS);
    });
  federation
    .command('get')
    .description('show a federation policy')
    .argument('<user>', 'user_id or id')
    .argument('<policy>', 'name or id')
    .action(async (user: string, policy: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      const path = await policyPath(api, user, policy);
      output.item(await bodyOf(api.GET('/api/users/{id}/federation-policies/{policy_id}', path)));
    });
  federation
    .command('create')
    .description('create a federation policy from a JSON file, as in the API reference')
    .argument('<user>', 'user_id or id')
    .requiredOption('--file <file>', 'the file, or - for the standard input')
    .action(async (user: string, { file }: { file: string }, command: Command) => {
      const { api, output } = await open(command);
      const body = readJson(file) as RequestBody<'createFederationPolicy'>;
      const request = { params: { path: { id: reference(user) } }, body };
      output.item(await bodyOf(api.POST('/api/users/{id}/federation-policies', request)));
    });
  federation
    .command('update')
    .description('change the fields of a federation policy that a JSON file has; this ends its sessions')
    .argument('<user>', 'user_id or id')
    .argument('<policy>', 'name or id')
    .requiredOption('--file <file>', 'the file, or - for the standard input')
    .action(async (user: string, policy: string, { file }: { file: string }, command: Command) => {
      const { api, output } = await open(command);
      const body = readJson(file) as RequestBody<'updateFederationPolicy'>;
      const request = { ...(await policyPath(api, user, policy)), body };
      output.item(await bodyOf(api.PUT('/api/users/{id}/federation-policies/{policy_id}', request)));
    });
  for (const [name, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    federation
      .command(name)
      .description(enabled ? 'enable a federation policy' : 'disable a federation policy and end its sessions')
      .argument('<user>', 'user_id or id')
      .argument('<policy>', 'name or id')
      .action(async (user: string, policy: string, _: unknown, command: Command) => {
        const { api, output } = await open(command);
        const request = { ...(await policyPath(api, user, policy)), body: { enabled } };
        output.item(await bodyOf(api.PUT('/api/users/{id}/federation-policies/{policy_id}', request)));
      });
  }
  federation
    .command('delete')
    .description('delete a federation policy and end its sessions')
    .argument('<user>', 'user_id or id')
    .argument('<policy>', 'name or id')
    .action(async (user: string, policy: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      await api.DELETE('/api/users/{id}/federation-policies/{policy_id}', await policyPath(api, user, policy));
      output.note(`Deleted the federation policy ${policy} of ${user}.`);
    });
  federation
    .command('test')
    .description('check an OIDC token, which is read from the standard input; it is not used up')
    .argument('<user>', 'user_id or id')
    .argument('<policy>', 'name or id')
    .action(async (user: string, policy: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      const path = await policyPath(api, user, policy);
      const body = { subject_token: readFileSync(process.stdin.fd, 'utf8').trim() };
      const result = await bodyOf(api.POST('/api/users/{id}/federation-policies/{policy_id}/test', { ...path, body }));
      if (output.format === 'json') output.item(result);
      else output.list(result.checks, ['check', 'passed', 'detail']);
    });
  return federation;
}

export const federationPolicies = (api: Api, user: string): AsyncGenerator<Policy> =>
  itemsOf((query) =>
    api.GET('/api/users/{id}/federation-policies', { params: { path: { id: reference(user) }, query } }),
  );

async function policyPath(api: Api, user: string, policy: string) {
  const id = await idOf(policy, `federation policy of ${user}`, federationPolicies(api, user));
  return { params: { path: { id: reference(user), policy_id: id } } };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path === '-' ? process.stdin.fd : path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
