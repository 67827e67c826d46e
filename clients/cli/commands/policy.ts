// service-users policy
import { Command } from 'commander';
import { bodyOf, type Schemas } from '../connection/api.ts';
import { list, open, wholeNumber, withExamples } from './context.ts';

export function policyCommand(): Command {
  const policy = new Command('policy').description('show and change the token policy');
  withExamples(policy, 'policy get', 'policy update --max-lifetime-days 90 --default-lifetime-days 30');

  policy
    .command('get')
    .description('show the token policy')
    .action(async (_: unknown, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.GET('/api/policy')));
    });
  policy
    .command('update')
    .description('change the token policy')
    .option('--max-lifetime-days <days>', 'the longest lifetime of a token', wholeNumber)
    .option('--default-lifetime-days <days>', 'the lifetime of a token that is created without one', wholeNumber)
    .option('--never-expiring-roles <roles>', 'roles whose tokens may never expire; "" for none', list)
    .option('--max-overlap-hours <hours>', 'the longest overlap of a rotation', wholeNumber)
    .option('--max-tokens-per-account <number>', 'how many tokens an account may have', wholeNumber)
    .option('--unused-after-days <days>', 'after how many days a token is reported as unused', wholeNumber)
    .option('--session-hours <hours>', 'the lifetime of sessions of people', wholeNumber)
    .action(async (_: unknown, command: Command) => {
      const { api, output } = await open(command);
      const changes = Object.entries(command.opts()).map(([name, value]) => [snakeCase(name), value]);
      const body: Partial<Schemas['Policy']> = Object.fromEntries(changes);
      output.item(await bodyOf(api.PUT('/api/policy', { body })));
    });
  return policy;
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
