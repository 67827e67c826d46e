// Teams.
import { api, bodyOf } from './client.ts';
import { listQuery } from './pages.ts';

/** @param name - Part of the name. */
export const teamsQuery = (filter: { readonly name?: string }, size: number) =>
  listQuery(['teams', filter], size, (page) =>
    bodyOf(api.GET('/api/teams', { params: { query: { ...filter, ...page } } })),
  );
