// service-users teams
import { Command } from 'commander';
import { bodyOf, type Schemas } from '../connection/api.ts';
import type { Column } from '../output/output.ts';
import { open, present, withExamples } from './context.ts';
import { teamId, teamsNamed } from './named.ts';

const COLUMNS: readonly Column<Schemas['Team']>[] = ['id', 'name', 'description'];

export function teamsCommand(): Command {
  const teams = new Command('teams').description('manage teams, which decide about the access to datastores');
  withExamples(teams, 'teams list', 'teams create Data --description "Data engineering"', 'teams delete Data');

  teams
    .command('list')
    .description('list the teams')
    .option('--name <part>', 'with this text in the name')
    .action(async ({ name }: { name?: string }, command: Command) => {
      const { api, output } = await open(command);
      output.list(await Array.fromAsync(teamsNamed(api, name)), COLUMNS);
    });
  teams
    .command('get')
    .description('show a team')
    .argument('<team>', 'name or id')
    .action(async (team: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      const id = await teamId(api, team);
      output.item(await bodyOf(api.GET('/api/teams/{id}', { params: { path: { id } } })));
    });
  teams
    .command('create')
    .description('create a team')
    .argument('<name>')
    .option('--description <text>')
    .action(async (name: string, { description }: { description?: string }, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.POST('/api/teams', { body: present({ name, description }) })));
    });
  teams
    .command('update')
    .description('change a team')
    .argument('<team>', 'name or id')
    .option('--name <name>')
    .option('--description <text>')
    .action(async (team: string, options: { name?: string; description?: string }, command: Command) => {
      const { api, output } = await open(command);
      const id = await teamId(api, team);
      const { name, description } = options;
      const body = present({ name, description });
      output.item(await bodyOf(api.PUT('/api/teams/{id}', { params: { path: { id } }, body })));
    });
  teams
    .command('delete')
    .description('delete a team that is not in use')
    .argument('<team>', 'name or id')
    .action(async (team: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      await api.DELETE('/api/teams/{id}', { params: { path: { id: await teamId(api, team) } } });
      output.note(`Deleted the team ${team}.`);
    });
  return teams;
}
