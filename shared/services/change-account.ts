// The one way an account changes: audited steps from its state to the next, in one transaction.
import type { Account } from '../domain/account.ts';
import { type AuditAction, changesBetween } from '../domain/audit.ts';
import { PUBLIC_TEAM } from '../domain/team.ts';
import { auditEntries, commitWithRetry, identity } from './commit-with-retry.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { AccountChange } from './ports/repositories.ts';
import type { ActorContext } from './ports/request-context.ts';
import { teamStep } from './teams.ts';

/** One audited step from a state of the account to the next; it may throw a DomainError, and then nothing is written. */
export interface Step {
  readonly action: AuditAction;
  readonly apply: (account: Account, now: Date) => Account;
}

/**
 * Applies the steps to a stored account in one transaction. Steps that change nothing write nothing.
 *
 * @throws DomainError of a step; `busy` when others kept changing the account until the origin's deadline.
 */
export function changeAccount(
  ports: AccountPorts,
  origin: ActorContext,
  account: Account,
  ...steps: readonly Step[]
): Promise<Account> {
  return changeAndPresent(ports, origin, account, identity, ...steps);
}

/** The same, answered with what `present` makes of the account as it will be; when that fails, nothing is changed. */
export function changeAndPresent<Answer>(
  ports: AccountPorts,
  origin: ActorContext,
  account: Account,
  present: (account: Account) => Promise<Answer>,
  ...steps: readonly Step[]
): Promise<Answer> {
  const decide = (current = account, now: Date) => {
    const { after, told } = walk(current, current, steps, now);
    return { after, entries: auditEntries(ports, origin, now, told) };
  };
  return commitWithRetry<Account, AccountChange, Answer>(ports, origin, ports.accounts, account, decide, present);
}

/** Stores a new account, with further steps applied to it, and answers it as `present` does before. */
export function createAndPresent<Answer>(
  ports: AccountPorts,
  origin: ActorContext,
  make: (now: Date) => Account,
  present: (account: Account) => Promise<Answer>,
  ...steps: readonly Step[]
): Promise<Answer> {
  const decide = (_: Account | undefined, now: Date) => {
    const { after, told } = create(make(now), steps, now);
    return { after, entries: auditEntries(ports, origin, now, told) };
  };
  return commitWithRetry<Account, AccountChange, Answer>(ports, origin, ports.accounts, undefined, decide, present);
}

/**
 * Stores the first human Admin of a workspace, and with it the team Public.
 *
 * @throws DomainError `workspace_founded` when it has had one.
 */
export function bootstrapWorkspace(
  ports: AccountPorts,
  origin: ActorContext,
  make: (now: Date) => Account,
): Promise<Account> {
  const decide = (_: Account | undefined, now: Date) => {
    const { after, told } = create(make(now), [], now);
    const entries = auditEntries(ports, origin, now, [...told, teamStep('team.created', undefined, PUBLIC_TEAM)]);
    return { after, entries, founding: true };
  };
  return commitWithRetry<Account, AccountChange, Account>(ports, origin, ports.accounts, undefined, decide, identity);
}

function create(account: Account, steps: readonly Step[], now: Date) {
  return walk(undefined, account, [{ action: 'user.created', apply: () => account }, ...steps], now);
}

/** Walks the steps, and tells what each changed. */
function walk(before: Account | undefined, start: Account, steps: readonly Step[], now: Date) {
  let previous = before;
  let after = start;
  const told = steps.map(({ action, apply }) => {
    after = apply(after, now);
    const changes = changesBetween(previous, after);
    previous = after;
    return { action, target: after.user.user_id, changes };
  });
  return { after, told };
}
