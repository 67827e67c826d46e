// Datastores: everybody sees what their teams reach, and nothing else; Admins and Managers write.

import type { DatastoreUpdate, NewDatastore } from '../contracts/datastores.ts';
import type { DatastoreView, ListResponse } from '../contracts/responses.ts';
import { type AuditAction, changedFields } from '../domain/audit.ts';
import type { Datastore } from '../domain/datastore.ts';
import * as errors from '../domain/errors.ts';
import { assertTeamsAssignable, reaches } from '../domain/permissions.ts';
import type { Principal } from '../domain/principal.ts';
import { auditEntries, commitWithRetry, identity } from './commit-with-retry.ts';
import { type Paging, pageOf, type Source } from './listing.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Change } from './ports/repositories.ts';
import type { Caller } from './ports/request-context.ts';
import { teamIdsOf, withNamedTeams, withTeamNames } from './team-names.ts';

export async function createDatastore(ports: Ports, caller: Caller, wanted: NewDatastore): Promise<DatastoreView> {
  const team_ids = await teamIdsOf(ports.teamNames, wanted.teams);
  assertTeamsAssignable(caller.principal, [], team_ids);
  const { datastore: id } = await ports.ids.next('datastore');
  const datastore = { version: 0, id, name: wanted.name, team_ids };
  return changeDatastore(ports, caller, 'datastore.created', undefined, () => datastore, present(ports));
}

/** What somebody reaches, by name. */
export function reachedBy({ datastores }: Ports, who: Pick<Principal, 'role' | 'team_ids'>): Source<Datastore> {
  return who.role === 'Admin' ? datastores.byName() : datastores.ofTeams(who.team_ids);
}

/** What the caller reaches, by name. */
export async function listDatastores(
  ports: Ports,
  { principal }: Caller,
  paging: Paging,
): Promise<ListResponse<DatastoreView>> {
  const answer = await pageOf(reachedBy(ports, principal), paging, JSON.stringify(['datastores', principal.id]));
  const items = await withTeamNames(ports.teamNames, answer.items.map(withoutVersion));
  return { ...answer, items };
}

export async function getDatastore(ports: Ports, caller: Caller, id: string): Promise<DatastoreView> {
  return present(ports)(await findDatastore(ports, caller, id));
}

/** @throws DomainError `datastore_not_found`; `team_not_yours` for a team that a Manager is not in; `datastore_name_taken`. */
export async function updateDatastore(
  ports: Ports,
  caller: Caller,
  id: string,
  { name, teams }: DatastoreUpdate,
): Promise<DatastoreView> {
  const found = await findDatastore(ports, caller, id);
  const team_ids = teams && (await teamIdsOf(ports.teamNames, teams));
  const apply = (current: Datastore) => {
    if (team_ids) assertTeamsAssignable(caller.principal, current.team_ids, team_ids);
    return { ...current, name: name ?? current.name, team_ids: team_ids ?? current.team_ids };
  };
  return changeDatastore(ports, caller, 'datastore.updated', found, apply, present(ports));
}

export async function deleteDatastore(ports: Ports, caller: Caller, id: string): Promise<void> {
  const found = await findDatastore(ports, caller, id);
  await changeDatastore(ports, caller, 'datastore.deleted', found, () => undefined, identity);
}

/** What is reached when it is read must be reached still when it is written. */
function changeDatastore<Start extends Datastore | undefined, End extends Datastore | undefined, Answer>(
  ports: Ports,
  caller: Caller,
  action: AuditAction,
  start: Start,
  apply: (datastore: Start) => End,
  present: (datastore: End) => Promise<Answer>,
): Promise<Answer> {
  const decide = (current: Datastore | undefined, now: Date) => {
    if (start !== undefined) reached(caller, current);
    const after = apply(current as Start);
    const target = `datastore:${(current ?? after)?.id}`;
    const changes = changedFields(['name', 'team_ids'], current, after);
    return { after, entries: auditEntries(ports, caller, now, [{ action, target, changes }]) };
  };
  return commitWithRetry<Datastore, Change<Datastore>, Answer>(
    ports,
    caller,
    ports.datastores,
    start,
    decide,
    (after) => present(after as End),
  );
}

async function findDatastore(ports: Ports, caller: Caller, id: string): Promise<Datastore> {
  const number = pathId(id);
  return reached(caller, number === undefined ? undefined : await ports.datastores.byId(number));
}

function reached({ principal }: Caller, datastore: Datastore | undefined): Datastore {
  return datastore !== undefined && reaches(principal, datastore) ? datastore : gone();
}

function gone(): never {
  throw errors.notFound('datastore');
}

function withoutVersion({ version: _, ...datastore }: Datastore): Omit<Datastore, 'version'> {
  return datastore;
}

function present({ teamNames }: Ports): (datastore: Datastore) => Promise<DatastoreView> {
  return (datastore) => withNamedTeams(teamNames, withoutVersion(datastore));
}
