// What an audit entry is about, by its name.
import { useQueries, useQuery } from '@tanstack/react-query';
import { datastoreQuery } from '../../api/datastores.ts';
import { teamQuery } from '../../api/teams.ts';
import type { AuditEntry } from '../../api/types.ts';
import { AccountLink } from '../account-link.tsx';

export function Target({ entry }: { readonly entry: AuditEntry }) {
  const name = useTargetName(entry);
  return name === entry.target ? <AccountLink userId={entry.target} /> : name;
}

/** `team:7` reads `Team Finance`, or `Team 7` if the team was deleted. Accounts have their `user_id`. */
export function useTargetName({ target, changes }: AuditEntry): string {
  const [kind, id = ''] = target.split(':');
  const { from, to } = changes.name ?? {};
  const known = [to, from].find((name) => typeof name === 'string');
  const team = useQuery({ ...teamQuery(id), enabled: kind === 'team' && known === undefined });
  const datastore = useQuery({ ...datastoreQuery(id), enabled: kind === 'datastore' && known === undefined });
  if (kind === 'team') return `Team ${known ?? team.data?.name ?? id}`;
  if (kind === 'datastore') return `Datastore ${known ?? datastore.data?.name ?? id}`;
  return target === 'policy' ? 'Token policy' : target;
}

/** The names of the teams in the changes of an entry, by id. Teams that were deleted have none. */
export function useTeamNames({ changes }: AuditEntry): ReadonlyMap<string, string> {
  const { from, to } = ('teams' in changes ? undefined : changes.team_ids) ?? {};
  const ids = [...new Set([from, to].flatMap((list) => (Array.isArray(list) ? list.map(String) : [])))];
  return useQueries({
    queries: ids.map(teamQuery),
    combine: (results) => new Map(results.flatMap(({ data }) => (data ? [[String(data.id), data.name]] : []))),
  });
}
