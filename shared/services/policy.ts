// The token policy of the workspace: Admins read and change it.

import type { PolicyUpdate } from '../contracts/policy.ts';
import type { PolicyView } from '../contracts/responses.ts';
import { changedFields } from '../domain/audit.ts';
import { DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { auditEntries, commitWithRetry } from './commit-with-retry.ts';
import type { Ports } from './ports/ports.ts';
import type { Change } from './ports/repositories.ts';
import type { Caller } from './ports/request-context.ts';

export async function getPolicy(ports: Ports): Promise<PolicyView> {
  return present(await ports.policies.current());
}

/** Counts for every request that starts after it is acknowledged. Tokens made before stay as they are. */
export async function updatePolicy(ports: Ports, caller: Caller, changes: PolicyUpdate): Promise<PolicyView> {
  const start = await ports.policies.current();
  const decide = (current = start, now: Date) => {
    const after = { ...current, ...withoutUndefined(changes) };
    const told = {
      action: 'policy.updated',
      target: 'policy',
      changes: changedFields(FIELDS, current, after),
    } as const;
    return { after, entries: auditEntries(ports, caller, now, [told]) };
  };
  return commitWithRetry<Policy, Change<Policy>, PolicyView>(
    ports,
    caller,
    ports.policies,
    start,
    decide,
    async (after = start) => present(after),
  );
}

const FIELDS = Object.keys(present(DEFAULT_POLICY)) as (keyof PolicyView)[];

function withoutUndefined<T extends object>(changes: T): { [Field in keyof T]: NonNullable<T[Field]> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never;
}

function present({ version: _, ...policy }: Policy): PolicyView {
  return policy;
}
