// The API document on /api/teams.
import * as contracts from '../../shared/contracts/teams.ts';
import { PAGING, type Section, TEAM_ID } from './documentation.ts';
import { listOf, team } from './examples.ts';

const FIELDS = { name: 'Given once, in whatever case; `Public` is built in.' };

export const teams: Section = {
  name: 'Teams',
  description: 'Accounts reach the datastores that share a team with them.',
  operations: [
    {
      operation: contracts.createTeam,
      summary: 'Create a team',
      fields: FIELDS,
      request: { name: team.name, description: team.description },
      answer: 'Team',
      example: team,
      problems: ['team_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.listTeams,
      summary: 'List teams, by name',
      fields: PAGING,
      answer: 'TeamList',
      example: listOf(team),
      storage: 'read',
    },
    {
      operation: contracts.getTeam,
      summary: 'Read a team',
      id: TEAM_ID,
      answer: 'Team',
      example: team,
      problems: ['team_not_found'],
      storage: 'read',
    },
    {
      operation: contracts.updateTeam,
      summary: 'Change a team',
      description: 'A rename keeps who is in the team, and what it reaches. What is left out stays as it is.',
      id: TEAM_ID,
      fields: FIELDS,
      request: { name: 'Analytics' },
      answer: 'Team',
      example: { ...team, name: 'Analytics' },
      problems: ['public_team', 'team_not_found', 'team_name_taken'],
      storage: 'written',
    },
    {
      operation: contracts.deleteTeam,
      summary: 'Delete a team that is not in use',
      id: TEAM_ID,
      problems: ['public_team', 'team_in_use', 'team_not_found'],
      storage: 'written',
    },
  ],
};
