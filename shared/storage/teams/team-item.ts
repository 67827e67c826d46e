// Converts a team to an item of the table and back.
import type { Team } from '../../domain/team.ts';
import { itemOf, number, text } from '../dynamodb/attributes.ts';
import type { Item } from '../dynamodb/schema-version.ts';
import { teamKey } from '../keys.ts';

export function toTeamItem(team: Team): Item {
  return { ...teamKey(team.id), ...team };
}

export const parseTeamItem = itemOf<Team>({ version: number, id: number, name: text, description: text });
