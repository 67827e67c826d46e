// The registry of teams: everybody reads it, Admins write it.
import type { ListResponse, TeamView } from '../contracts/responses.ts';
import type { NewTeam, TeamUpdate } from '../contracts/teams.ts';
import { type AuditAction, changedFields } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { assertNotPublic, type Team, updateTeam as withChanges } from '../domain/team.ts';
import { auditEntries, commitWithRetry, identity } from './commit-with-retry.ts';
import { mapped, type Paging, pageOf } from './listing.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Change } from './ports/repositories.ts';
import type { Caller } from './ports/request-context.ts';

export async function createTeam(ports: Ports, caller: Caller, { name, description }: NewTeam): Promise<TeamView> {
  const { team: id } = await ports.ids.next('team');
  const team = { version: 0, id, name, description };
  await changeTeam(ports, caller, 'team.created', undefined, () => team);
  return present(team);
}

export function listTeams(ports: Ports, paging: Paging): Promise<ListResponse<TeamView>> {
  return pageOf(mapped(ports.teams.byName(), present), paging, 'teams');
}

export async function getTeam(ports: Ports, id: string): Promise<TeamView> {
  return present(await findTeam(ports, id));
}

/** A rename keeps who is in the team, and what it reaches. */
export async function updateTeam(ports: Ports, caller: Caller, id: string, changes: TeamUpdate): Promise<TeamView> {
  const apply = (team: Team) => withChanges(team, changes);
  const changed = await changeTeam(ports, caller, 'team.updated', await findTeam(ports, id), apply);
  return present(changed ?? gone());
}

/** @throws DomainError `public_team`; `team_in_use` when an account or a datastore names it, active or not. */
export async function deleteTeam(ports: Ports, caller: Caller, id: string): Promise<void> {
  await changeTeam(ports, caller, 'team.deleted', await findTeam(ports, id), (team) => {
    assertNotPublic(team);
    return undefined;
  });
}

/** What the audit log tells of a change of a team. */
export function teamStep(action: AuditAction, before: Team | undefined, after: Team | undefined) {
  const target = `team:${(before ?? after)?.id}`;
  return { action, target, changes: changedFields(['name', 'description'], before, after) };
}

function changeTeam<Start extends Team | undefined>(
  ports: Ports,
  caller: Caller,
  action: AuditAction,
  start: Start,
  apply: (team: Start) => Team | undefined,
): Promise<Team | undefined> {
  const decide = (current: Team | undefined, now: Date) => {
    if (start !== undefined && current === undefined) gone();
    const after = apply(current as Start);
    return { after, entries: auditEntries(ports, caller, now, [teamStep(action, current, after)]) };
  };
  return commitWithRetry<Team, Change<Team>, Team | undefined>(ports, caller, ports.teams, start, decide, identity);
}

async function findTeam(ports: Ports, id: string): Promise<Team> {
  const number = pathId(id);
  return (number && (await ports.teams.byId(number))) || gone();
}

function gone(): never {
  throw errors.notFound('team');
}

function present({ version: _, ...team }: Team): TeamView {
  return team;
}
