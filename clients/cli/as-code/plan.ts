// Decides which changes make the system what the file describes. The order is that in which they can be made.
import { comparable } from '../commands/named.ts';
import type { Change, Undelivered } from './change.ts';
import type { ServiceUsersFile } from './file-schema.ts';
import { planPruning } from './plan-pruning.ts';
import { planDatastore, planTeam } from './plan-resources.ts';
import { planServiceUser } from './plan-service-user.ts';
import type { State } from './state.ts';

export interface PlanOptions {
  /** Whether what exists and is not in the file is deleted or deactivated. */
  readonly prune: boolean;
  readonly undelivered: Undelivered;
}

export function plan(file: ServiceUsersFile, state: State, { prune, undelivered }: PlanOptions): Change[] {
  const { teams = [], datastores = [], service_users: users = [] } = file;
  const teamsByName = Map.groupBy(state.teams, ({ name }) => comparable(name));
  const datastoresByName = Map.groupBy(state.datastores, ({ name }) => comparable(name));
  return [
    ...teams.flatMap((team) => planTeam(team, teamsByName.get(comparable(team.name))?.[0])),
    ...datastores.flatMap((one) => planDatastore(one, datastoresByName.get(comparable(one.name))?.[0])),
    ...users.flatMap((user) => planServiceUser(user, state, undelivered)),
    ...(prune ? planPruning(file, state) : []),
  ];
}
