// A team as an item of the table.
import type { Team } from '../../domain/team.ts';
import { itemOf, number, text } from '../dynamodb/attributes.ts';
import { teamKey } from '../keys.ts';

export function toTeamItem(team: Team): Record<string, unknown> {
  return { ...teamKey(team.id), ...team };
}

export const parseTeamItem = itemOf<Team>({ version: number, id: number, name: text, description: text });
