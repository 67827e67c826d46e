// A team as an item of the table.
import * as z from 'zod/mini';
import type { Team } from '../domain/team.ts';
import { teamKey } from './keys.ts';

const TeamItem = z.object({ version: z.number(), id: z.number(), name: z.string(), description: z.string() });

export function toTeamItem(team: Team): Record<string, unknown> {
  return { ...teamKey(team.id), ...team };
}

export function parseTeamItem(item: Record<string, unknown>): Team {
  return TeamItem.parse(item);
}
