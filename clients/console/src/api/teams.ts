// Teams.
import { queryOptions } from '@tanstack/react-query';
import { useChange } from './change.ts';
import { api, bodyOf } from './client.ts';
import { listQuery } from './pages.ts';

interface TeamFields {
  readonly name: string;
  readonly description: string;
}

/** The name of the team that is built in. Every account is in it. */
export const PUBLIC_TEAM = 'Public';

/** @param name - Part of the name. */
export const teamsQuery = (filter: { readonly name?: string }, size: number) =>
  listQuery(['teams', filter], size, (page) =>
    bodyOf(api.GET('/api/teams', { params: { query: { ...filter, ...page } } })),
  );

export const teamQuery = (id: string) =>
  queryOptions({
    queryKey: ['team', id],
    queryFn: () => bodyOf(api.GET('/api/teams/{id}', { params: { path: { id: Number(id) } } })),
  });

/** Creates a team, or changes the one with this id. */
export const useSaveTeam = (id: number | undefined) =>
  useChange((team: TeamFields) =>
    id === undefined
      ? bodyOf(api.POST('/api/teams', { body: team }))
      : bodyOf(api.PUT('/api/teams/{id}', { params: { path: { id } }, body: team })),
  );

export const useDeleteTeam = (id: number) =>
  useChange(() => bodyOf(api.DELETE('/api/teams/{id}', { params: { path: { id } } })));
