// The one way an account changes: decide from its state, write if it is still in that state, else decide again.
import type { Account } from '../domain/account.ts';
import { type AuditAction, type AuditEntry, auditEntryId, changesBetween } from '../domain/audit.ts';
import { Refusal } from '../domain/errors.ts';
import type { AccountChange, AccountPorts, Origin } from './ports.ts';

/** One audited step from a state of the account to the next; it may throw a Refusal, and then nothing is written. */
export interface Step {
  readonly action: AuditAction;
  readonly apply: (account: Account, now: Date) => Account;
}

const FIRST_PAUSE_MS = 5;
const LONGEST_PAUSE_MS = 250;

/**
 * Applies the steps to a stored account in one transaction. Steps that change nothing write nothing.
 *
 * @throws Refusal of a step; `busy` when others kept changing the account until the origin's deadline.
 */
export function changeAccount(
  ports: AccountPorts,
  origin: Origin,
  account: Account,
  ...steps: readonly Step[]
): Promise<Account> {
  return settle(ports, origin, account, (current, now) => plan(ports, origin, now, current, current, steps));
}

/** Stores a new account, and applies further steps to it in the same transaction. */
export function createAccount(
  ports: AccountPorts,
  origin: Origin,
  make: (now: Date) => Account,
  ...steps: readonly Step[]
): Promise<Account> {
  return settle(ports, origin, undefined, (_, now) => planCreation(ports, origin, now, make(now), steps));
}

/**
 * Stores the first human Admin of a workspace.
 *
 * @throws Refusal `workspace_founded` when it has had one.
 */
export function foundWorkspace(ports: AccountPorts, origin: Origin, make: (now: Date) => Account): Promise<Account> {
  return settle(ports, origin, undefined, (_, now) => ({
    ...planCreation(ports, origin, now, make(now), []),
    founding: true,
  }));
}

function planCreation(ports: AccountPorts, origin: Origin, now: Date, account: Account, steps: readonly Step[]): Plan {
  return plan(ports, origin, now, undefined, account, [{ action: 'user.created', apply: () => account }, ...steps]);
}

type Plan = Omit<AccountChange, 'before'>;

async function settle<Before extends Account | undefined>(
  ports: AccountPorts,
  origin: Origin,
  start: Before,
  decide: (current: Before, now: Date) => Plan,
): Promise<Account> {
  let before = start;
  for (let attempt = 0; ; attempt += 1) {
    const change = decide(before, ports.now());
    if (change.entries.length === 0) return change.after;
    const result = await ports.accounts.commit({ before, ...change });
    if (result.committed) return result.account;
    before = result.current as Before;
    const pause = ports.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    if (ports.now().getTime() + pause + ports.accounts.longestCommit > origin.deadline) {
      throw new Refusal('unavailable', 'busy', 'Others kept changing the account; nothing was changed. Try again.');
    }
    await ports.sleep(pause);
  }
}

function plan(
  ports: AccountPorts,
  origin: Origin,
  now: Date,
  before: Account | undefined,
  start: Account,
  steps: readonly Step[],
): Plan {
  const firstId = auditEntryId(now, ports.random());
  const entries: AuditEntry[] = [];
  let previous = before;
  let after = start;
  for (const { action, apply } of steps) {
    after = apply(after, now);
    const changes = changesBetween(previous, after);
    if (Object.keys(changes).length > 0) {
      entries.push({
        id: firstId + entries.length,
        at: now.toISOString(),
        actor: origin.actor,
        action,
        target: after.user.user_id,
        changes,
        request_id: origin.request_id,
        source_ip: origin.source_ip,
      });
    }
    previous = after;
  }
  return { after, entries };
}
