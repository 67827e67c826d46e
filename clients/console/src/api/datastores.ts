// Datastores.
import { queryOptions } from '@tanstack/react-query';
import { useChange } from './change.ts';
import { api, bodyOf } from './client.ts';
import { listQuery } from './pages.ts';

interface DatastoreFields {
  readonly name: string;
  /** Names of teams. */
  readonly teams: readonly string[];
}

/** The datastores that the person reaches. @param name - Part of the name. */
export const datastoresQuery = (filter: { readonly name?: string }, size: number) =>
  listQuery(['datastores', filter], size, (page) =>
    bodyOf(api.GET('/api/datastores', { params: { query: { ...filter, ...page } } })),
  );

export const datastoreQuery = (id: string) =>
  queryOptions({
    queryKey: ['datastore', id],
    queryFn: () => bodyOf(api.GET('/api/datastores/{id}', { params: { path: { id: Number(id) } } })),
  });

/** Creates a datastore, or changes the one with this id. */
export const useSaveDatastore = (id: number | undefined) =>
  useChange(({ name, teams }: DatastoreFields) => {
    const body = { name, teams: [...teams] };
    return id === undefined
      ? bodyOf(api.POST('/api/datastores', { body }))
      : bodyOf(api.PUT('/api/datastores/{id}', { params: { path: { id } }, body }));
  });

export const useDeleteDatastore = (id: number) =>
  useChange(() => bodyOf(api.DELETE('/api/datastores/{id}', { params: { path: { id } } })));
