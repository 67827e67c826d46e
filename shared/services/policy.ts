// Reads and changes the token policy of the workspace.
import type { PolicyUpdate } from '../contracts/policy.ts';
import type { PolicyView } from '../contracts/responses.ts';
import { fieldChanges } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import { updatePolicy as applyChanges, DEFAULT_POLICY, type Policy } from '../domain/policy.ts';
import { assertNotLoosened } from '../domain/widening.ts';
import { auditEntries } from './audit-entries.ts';
import { commitWithRetry } from './commit-with-retry.ts';
import type { Ports } from './ports/ports.ts';
import type { Change } from './ports/repositories.ts';
import type { Caller } from './ports/request-context.ts';

export async function getPolicy(ports: Ports): Promise<PolicyView> {
  return present(await ports.policies.current());
}

/**
 * Applies to every request that starts after the response. Existing tokens do not change.
 *
 * @throws DomainError `human_required` (R14); `narrowed_credential` (R15).
 */
export async function updatePolicy(ports: Ports, caller: Caller, changes: PolicyUpdate): Promise<PolicyView> {
  if (caller.principal.user_type === 'Service') throw errors.humanRequired('change the token policy');
  const start = await ports.policies.current();
  const decide = (before = start, now: Date): Change<Policy> => {
    const after = applyChanges(before, withoutUndefined(changes), now);
    assertNotLoosened(caller.principal, before, after);
    const step = { action: 'policy.updated', target: 'policy', changes: fieldChanges(FIELDS, before, after) } as const;
    return { before, after, entries: auditEntries(ports, caller, now, [step]) };
  };
  return commitWithRetry({
    ports,
    context: caller,
    repository: ports.policies,
    start,
    decide,
    present: async (after = start) => present(after),
  });
}

const { version: _, ...audited } = DEFAULT_POLICY;
const FIELDS = Object.keys(audited) as (keyof typeof audited)[];

function withoutUndefined<T extends object>(changes: T): { [Field in keyof T]: Exclude<T[Field], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never;
}

function present({ version: _, revoke_unused_from: __, ...policy }: Policy): PolicyView {
  return policy;
}
