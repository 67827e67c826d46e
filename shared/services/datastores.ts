// Datastores: an account sees those that its teams reach. Admins and Managers create, change and delete them.
import type { DatastoreFilter, DatastoreUpdate, NewDatastore } from '../contracts/datastores.ts';
import type { DatastoreView, ListResponse } from '../contracts/responses.ts';
import type { AuditAction } from '../domain/audit.ts';
import type { Datastore } from '../domain/datastore.ts';
import * as errors from '../domain/errors.ts';
import { assertTeamsAssignable, reaches } from '../domain/permissions.ts';
import type { Principal } from '../domain/principal.ts';
import { auditEntries, datastoreStep } from './audit-entries.ts';
import { commitWithRetry, identity } from './commit-with-retry.ts';
import { pageOf, type Source } from './listing.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Change } from './ports/repositories.ts';
import type { Caller } from './ports/request-context.ts';
import { teamIdsOf, withNamedTeams, withTeamNames } from './team-names.ts';

/** @throws DomainError `team_not_yours`; `datastore_name_taken`. */
export async function createDatastore(ports: Ports, caller: Caller, wanted: NewDatastore): Promise<DatastoreView> {
  const team_ids = await teamIdsOf(ports.teamNames, wanted.teams);
  assertTeamsAssignable(caller.principal, [], team_ids);
  const { datastore: id } = await ports.ids.next('datastore');
  const datastore = { version: 0, id, name: wanted.name, team_ids };
  return commitDatastore(ports, caller, 'datastore.created', {
    start: undefined,
    apply: () => datastore,
    present: async () => present(ports, datastore),
  });
}

/** The datastores that a principal reaches, by name. @param name - A part of the name; undefined lists all. */
export function reachedBy(
  { datastores }: Ports,
  who: Pick<Principal, 'role' | 'team_ids'>,
  name?: string,
): Source<Datastore> {
  return who.role === 'Admin' ? datastores.byName(name) : datastores.ofTeams(who.team_ids, name);
}

/** The datastores that the caller reaches, by name. */
export async function listDatastores(
  ports: Ports,
  { principal }: Caller,
  { name, ...paging }: DatastoreFilter,
): Promise<ListResponse<DatastoreView>> {
  const scope = JSON.stringify(['datastores', principal.id, name]);
  const page = await pageOf(reachedBy(ports, principal, name), paging, scope);
  const items = await withTeamNames(ports.teamNames, page.items.map(withoutVersion));
  return { ...page, items };
}

export async function getDatastore(ports: Ports, caller: Caller, id: string): Promise<DatastoreView> {
  return present(ports, await findDatastore(ports, caller, id));
}

/** @throws DomainError `datastore_not_found`; `team_not_yours` for a team that a Manager is not in; `datastore_name_taken`. */
export async function updateDatastore(
  ports: Ports,
  caller: Caller,
  id: string,
  { name, teams }: DatastoreUpdate,
): Promise<DatastoreView> {
  const start = await findDatastore(ports, caller, id);
  const team_ids = teams && (await teamIdsOf(ports.teamNames, teams));
  const apply = (current: Datastore | undefined) => {
    const reached = reachedDatastore(caller, current);
    if (team_ids) assertTeamsAssignable(caller.principal, reached.team_ids, team_ids);
    return { ...reached, name: name ?? reached.name, team_ids: team_ids ?? reached.team_ids };
  };
  return commitDatastore(ports, caller, 'datastore.updated', {
    start,
    apply,
    present: async (after = start) => present(ports, after),
  });
}

export async function deleteDatastore(ports: Ports, caller: Caller, id: string): Promise<void> {
  const start = await findDatastore(ports, caller, id);
  const apply = (current: Datastore | undefined) => {
    reachedDatastore(caller, current);
    return undefined;
  };
  await commitDatastore(ports, caller, 'datastore.deleted', { start, apply, present: identity });
}

interface DatastoreChange<Response> {
  readonly start: Datastore | undefined;
  /** @param datastore - The datastore as it is at the write: the caller must still reach it then. */
  readonly apply: (datastore: Datastore | undefined) => Datastore | undefined;
  readonly present: (after: Datastore | undefined) => Promise<Response>;
}

function commitDatastore<Response>(
  ports: Ports,
  caller: Caller,
  action: AuditAction,
  { start, apply, present }: DatastoreChange<Response>,
): Promise<Response> {
  const decide = (before: Datastore | undefined, now: Date): Change<Datastore> => {
    const after = apply(before);
    return { before, after, entries: auditEntries(ports, caller, now, [datastoreStep(action, before, after)]) };
  };
  return commitWithRetry({ ports, context: caller, repository: ports.datastores, start, decide, present });
}

async function findDatastore(ports: Ports, caller: Caller, id: string): Promise<Datastore> {
  const number = pathId(id);
  return reachedDatastore(caller, number === undefined ? undefined : await ports.datastores.byId(number));
}

/** @throws DomainError `datastore_not_found` when it does not exist or the caller does not reach it. */
function reachedDatastore({ principal }: Caller, datastore: Datastore | undefined): Datastore {
  if (datastore === undefined || !reaches(principal, datastore)) throw errors.notFound('datastore');
  return datastore;
}

function withoutVersion({ version: _, ...datastore }: Datastore): Omit<Datastore, 'version'> {
  return datastore;
}

function present({ teamNames }: Ports, datastore: Datastore): Promise<DatastoreView> {
  return withNamedTeams(teamNames, withoutVersion(datastore));
}
