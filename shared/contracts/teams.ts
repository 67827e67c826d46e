// The operations of /api/teams: routes, callers and request schemas.
import * as z from 'zod/mini';
import { isPublicName } from '../domain/team.ts';
import { Description, listQuery, namePart, orDefault, TeamName } from './fields.ts';
import { operation } from './operation.ts';

const OwnTeamName = TeamName.check(z.refine((name) => !isPublicName(name), 'is the name of the team that is built in'));

const NewTeam = z.strictObject({ name: OwnTeamName, description: orDefault(Description, '') });
export type NewTeam = z.infer<typeof NewTeam>;

const TeamUpdate = z.strictObject({ name: z.optional(OwnTeamName), description: z.optional(Description) });
export type TeamUpdate = z.infer<typeof TeamUpdate>;

/** `name` is a part of the name, in any case. */
const TeamFilter = listQuery({ name: z.optional(namePart(100)) });
export type TeamFilter = z.infer<typeof TeamFilter>;

export const createTeam = operation({
  id: 'teams/create-team',
  method: 'POST',
  path: '/api/teams',
  audience: ['Admin'],
  scope: 'teams:write',
  body: NewTeam,
  status: 201,
});

export const listTeams = operation({
  id: 'teams/list-teams',
  method: 'GET',
  path: '/api/teams',
  audience: 'authenticated',
  scope: 'teams:read',
  query: TeamFilter,
  status: 200,
});

export const getTeam = operation({
  id: 'teams/get-team',
  method: 'GET',
  path: '/api/teams/{id}',
  audience: 'authenticated',
  scope: 'teams:read',
  status: 200,
});

export const updateTeam = operation({
  id: 'teams/update-team',
  method: 'PUT',
  path: '/api/teams/{id}',
  audience: ['Admin'],
  scope: 'teams:write',
  body: TeamUpdate,
  status: 200,
});

export const deleteTeam = operation({
  id: 'teams/delete-team',
  method: 'DELETE',
  path: '/api/teams/{id}',
  audience: ['Admin'],
  scope: 'teams:write',
  status: 204,
});
