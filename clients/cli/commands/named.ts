// Teams and datastores, which people know by their names and the API by their ids.
import type { Api, Schemas } from '../connection/api.ts';
import { itemsOf } from '../connection/api.ts';
import { CommandError } from '../errors.ts';

/** The API compares names like this: NFKC, without regard to case. */
export const comparable = (name: string): string => name.normalize('NFKC').toLowerCase();

interface Named {
  readonly id: number;
  readonly name: string;
}

/** @param text - An id or a name. @throws CommandError when there is none with this name */
export async function idOf(text: string, kind: string, candidates: AsyncIterable<Named>): Promise<number> {
  if (/^\d+$/.test(text)) return Number(text);
  for await (const { id, name } of candidates) if (comparable(name) === comparable(text)) return id;
  throw new CommandError(`There is no ${kind} named "${text}".`);
}

export const teamsNamed = (api: Api, name?: string): AsyncGenerator<Schemas['Team']> =>
  itemsOf((page) => api.GET('/api/teams', { params: { query: { ...page, ...(name !== undefined && { name }) } } }));

export const datastoresNamed = (api: Api, name?: string): AsyncGenerator<Schemas['Datastore']> =>
  itemsOf((page) =>
    api.GET('/api/datastores', { params: { query: { ...page, ...(name !== undefined && { name }) } } }),
  );

export const teamId = (api: Api, text: string) => idOf(text, 'team', teamsNamed(api, text));
export const datastoreId = (api: Api, text: string) => idOf(text, 'datastore', datastoresNamed(api, text));
