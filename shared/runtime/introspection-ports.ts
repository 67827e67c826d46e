// Wires the introspection of tokens.
import type { IntrospectionPorts } from '../services/introspection.ts';
import { dynamoTeamNames } from '../storage/teams/team-names.ts';
import { authenticationPorts } from './authentication-ports.ts';
import { table } from './table.ts';

export const introspectionPorts: IntrospectionPorts = {
  ...authenticationPorts,
  teamNames: dynamoTeamNames(table.client, table.name),
};
