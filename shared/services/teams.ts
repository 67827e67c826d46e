// Teams: every account reads them, Admins create, change and delete them.
import type { ListResponse, TeamView } from '../contracts/responses.ts';
import type { NewTeam, TeamFilter, TeamUpdate } from '../contracts/teams.ts';
import type { AuditAction } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { assertNotPublic, type Team, updateTeam as withChanges } from '../domain/team.ts';
import { auditEntries, teamStep } from './audit-entries.ts';
import { commitWithRetry, identity } from './commit-with-retry.ts';
import { mapped, pageOf } from './listing.ts';
import { pathId } from './path-id.ts';
import type { Ports } from './ports/ports.ts';
import type { Change } from './ports/repositories.ts';
import type { Caller } from './ports/request-context.ts';

export async function createTeam(ports: Ports, caller: Caller, { name, description }: NewTeam): Promise<TeamView> {
  const { team: id } = await ports.ids.next('team');
  const team = { version: 0, id, name, description };
  await commitTeam(ports, caller, 'team.created', { start: undefined, apply: () => team });
  return present(team);
}

export function listTeams(ports: Ports, { name, ...paging }: TeamFilter): Promise<ListResponse<TeamView>> {
  return pageOf(mapped(ports.teams.byName(name), present), paging, JSON.stringify(['teams', name]));
}

export async function getTeam(ports: Ports, id: string): Promise<TeamView> {
  return present(await findTeam(ports, id));
}

/** Memberships and datastores survive a rename. */
export async function updateTeam(ports: Ports, caller: Caller, id: string, changes: TeamUpdate): Promise<TeamView> {
  const start = await findTeam(ports, id);
  const apply = (team: Team | undefined) => withChanges(existing(team), changes);
  return present(existing(await commitTeam(ports, caller, 'team.updated', { start, apply })));
}

/** @throws DomainError `public_team`; `team_in_use` while an account (active or not) or a datastore has the team. */
export async function deleteTeam(ports: Ports, caller: Caller, id: string): Promise<void> {
  const start = await findTeam(ports, id);
  const apply = (team: Team | undefined) => {
    assertNotPublic(existing(team));
    return undefined;
  };
  await commitTeam(ports, caller, 'team.deleted', { start, apply });
}

interface TeamChange {
  readonly start: Team | undefined;
  /** @param team - The team as it is at the write; undefined when it does not exist. */
  readonly apply: (team: Team | undefined) => Team | undefined;
}

function commitTeam(
  ports: Ports,
  caller: Caller,
  action: AuditAction,
  { start, apply }: TeamChange,
): Promise<Team | undefined> {
  const decide = (before: Team | undefined, now: Date): Change<Team> => {
    const after = apply(before);
    return { before, after, entries: auditEntries(ports, caller, now, [teamStep(action, before, after)]) };
  };
  return commitWithRetry({ ports, context: caller, repository: ports.teams, start, decide, present: identity });
}

async function findTeam(ports: Ports, id: string): Promise<Team> {
  const number = pathId(id);
  return existing(number === undefined ? undefined : await ports.teams.byId(number));
}

function existing(team: Team | undefined): Team {
  if (team === undefined) throw errors.notFound('team');
  return team;
}

function present({ version: _, ...team }: Team): TeamView {
  return team;
}
