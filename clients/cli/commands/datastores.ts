// service-users datastores
import { Command } from 'commander';
import { bodyOf, type Schemas } from '../connection/api.ts';
import type { Column } from '../output/output.ts';
import { list, open, present, withExamples } from './context.ts';
import { datastoreId, datastoresNamed } from './named.ts';

const COLUMNS: readonly Column<Schemas['Datastore']>[] = ['id', 'name', 'teams'];

export function datastoresCommand(): Command {
  const datastores = new Command('datastores').description('manage datastores');
  withExamples(
    datastores,
    'datastores list',
    'datastores create Warehouse --teams Data,Analytics',
    'datastores update Warehouse --teams Data',
  );

  datastores
    .command('list')
    .description('list the datastores that you can access')
    .option('--name <part>', 'with this text in the name')
    .action(async ({ name }: { name?: string }, command: Command) => {
      const { api, output } = await open(command);
      output.list(await Array.fromAsync(datastoresNamed(api, name)), COLUMNS);
    });
  datastores
    .command('get')
    .description('show a datastore')
    .argument('<datastore>', 'name or id')
    .action(async (datastore: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      const id = await datastoreId(api, datastore);
      output.item(await bodyOf(api.GET('/api/datastores/{id}', { params: { path: { id } } })));
    });
  datastores
    .command('create')
    .description('create a datastore')
    .argument('<name>')
    .option('--teams <names>', 'the teams that can access it', list)
    .action(async (name: string, { teams }: { teams?: string[] }, command: Command) => {
      const { api, output } = await open(command);
      output.item(await bodyOf(api.POST('/api/datastores', { body: present({ name, teams }) })));
    });
  datastores
    .command('update')
    .description('change a datastore')
    .argument('<datastore>', 'name or id')
    .option('--name <name>')
    .option('--teams <names>', 'the teams that can access it, in place of the current ones', list)
    .action(async (datastore: string, options: { name?: string; teams?: string[] }, command: Command) => {
      const { api, output } = await open(command);
      const id = await datastoreId(api, datastore);
      const { name, teams } = options;
      const body = present({ name, teams });
      output.item(await bodyOf(api.PUT('/api/datastores/{id}', { params: { path: { id } }, body })));
    });
  datastores
    .command('delete')
    .description('delete a datastore')
    .argument('<datastore>', 'name or id')
    .action(async (datastore: string, _: unknown, command: Command) => {
      const { api, output } = await open(command);
      await api.DELETE('/api/datastores/{id}', { params: { path: { id: await datastoreId(api, datastore) } } });
      output.note(`Deleted the datastore ${datastore}.`);
    });
  return datastores;
}
