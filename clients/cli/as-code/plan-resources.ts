// The changes of teams and datastores.
import { present } from '../commands/context.ts';
import type { Schemas } from '../connection/api.ts';
import type { ApplyContext, Change } from './change.ts';
import { asSet, describeChange, diffFields, type FieldChange } from './diff.ts';
import type { WantedDatastore, WantedTeam } from './file-schema.ts';
import { teamKey } from './keys.ts';

export function planTeam(wanted: WantedTeam, current: Schemas['Team'] | undefined): Change[] {
  const target = `team ${wanted.name}`;
  const { name, description } = wanted;
  if (current === undefined) {
    return [creation(target, ({ api }) => api.POST('/api/teams', { body: present({ name, description }) }))];
  }
  return updates({ target, audited: `team:${current.id}` }, diffFields(wanted, current), ({ api }, body) =>
    api.PUT('/api/teams/{id}', { params: { path: { id: current.id } }, body }),
  );
}

export function planDatastore(wanted: WantedDatastore, current: Schemas['Datastore'] | undefined): Change[] {
  const target = `datastore ${wanted.name}`;
  const { name, teams } = wanted;
  if (current === undefined) {
    return [creation(target, ({ api }) => api.POST('/api/datastores', { body: present({ name, teams }) }))];
  }
  const changes = diffFields(wanted, current, { teams: asSet(teamKey) });
  return updates({ target, audited: `datastore:${current.id}` }, changes, ({ api }, body) =>
    api.PUT('/api/datastores/{id}', { params: { path: { id: current.id } }, body }),
  );
}

export function creation(target: string, request: (context: ApplyContext) => Promise<unknown>): Change {
  return { action: 'create', target, details: [], apply: async (context) => void (await request(context)) };
}

interface Updated {
  readonly target: string;
  /** The `target` of its audit entries. */
  readonly audited: string;
  /** What is in front of the name of a field in these entries. @default nothing */
  readonly prefix?: string;
}

/** No change if no field differs: a request would be an audit entry. @param request - Sends the changed fields. */
export function updates(
  { target, audited, prefix = '' }: Updated,
  changes: readonly FieldChange[],
  request: (context: ApplyContext, body: Record<string, never>) => Promise<unknown>,
): Change[] {
  if (changes.length === 0) return [];
  const body = Object.fromEntries(changes.map(({ field, to }) => [field, to as never]));
  // The audit log has the teams of accounts and datastores by their ids.
  const fields = changes.map(({ field }) => `${prefix}${field === 'teams' ? 'team_ids' : field}`);
  return [
    {
      action: 'update',
      target,
      details: changes.map(describeChange),
      audited: { target: audited, fields },
      apply: async (context) => void (await request(context, body)),
    },
  ];
}
