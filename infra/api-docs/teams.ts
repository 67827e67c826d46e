// The API document of /api/teams.
import * as contracts from '../../shared/contracts/teams.ts';
import { listOf, team } from './examples.ts';
import { FIRST_PAGE, PAGING, SHORT_PAGES, TEAM_ID } from './parameters.ts';
import type { Section } from './types.ts';

const FIELDS = {
  name: 'The name of the team, unique in any case. `Public` is the built-in team.',
  description: 'What the team is for.',
};

export const teams: Section = {
  name: 'Teams',
  description: 'Teams connect accounts with datastores: an account can access the datastores of its teams.',
  operations: [
    {
      operation: contracts.createTeam,
      summary: 'Create a team',
      description: 'Creates a team without members.',
      fields: FIELDS,
      request: { name: team.name, description: team.description },
      response: 'Team',
      example: team,
      problems: ['team_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.listTeams,
      summary: 'List teams',
      description: `Returns the teams, ordered by name. ${SHORT_PAGES}`,
      fields: {
        ...PAGING,
        name: 'Returns only teams whose name contains this text, in any case. There is no total then.',
      },
      query: { ...FIRST_PAGE, name: 'data' },
      response: 'TeamList',
      example: listOf(team),
      storage: 'read',
    },
    {
      operation: contracts.getTeam,
      summary: 'Get a team',
      description: 'Returns a team.',
      id: TEAM_ID,
      response: 'Team',
      example: team,
      problems: ['team_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateTeam,
      summary: 'Update a team',
      description: 'Changes the given fields. A new name does not change the members and the datastores of the team.',
      id: TEAM_ID,
      fields: FIELDS,
      request: { name: 'Analytics' },
      response: 'Team',
      example: { ...team, name: 'Analytics' },
      problems: ['public_team', 'team_not_found', 'team_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.deleteTeam,
      summary: 'Delete a team',
      description: 'Deletes a team that has neither members nor datastores.',
      id: TEAM_ID,
      problems: ['public_team', 'team_in_use', 'team_not_found'],
      storage: 'written',
    },
  ],
};
