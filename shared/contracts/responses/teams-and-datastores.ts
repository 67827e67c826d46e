// The responses about teams and datastores.
import * as z from 'zod/mini';
import { Id } from '../fields.ts';
import { DatastoreSummary, describe, pageOf, Text, Texts } from './parts.ts';

export const Team = describe(
  z.strictObject({
    id: describe(Id, 'The id of the team.'),
    name: describe(Text, 'The name of the team, unique in the workspace.'),
    description: describe(Text, 'What the team is for.'),
  }),
  'A team.',
);
export type TeamView = z.infer<typeof Team>;

export const Datastore = describe(
  z.strictObject({
    ...DatastoreSummary.shape,
    teams: describe(
      Texts,
      'The names of the teams whose members can access the datastore. Without teams, only Admins can.',
    ),
  }),
  'A datastore.',
);
export type DatastoreView = z.infer<typeof Datastore>;

export const TeamList = describe(pageOf(Team), 'A page of teams.');

export const DatastoreList = describe(pageOf(Datastore), 'A page of datastores.');
