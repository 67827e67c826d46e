// Changes an account: applies audited steps to its state and commits the result in one transaction.
import type { Account } from '../domain/account.ts';
import { type Actor, type AuditAction, accountChanges } from '../domain/audit.ts';
import { assertMayChange } from '../domain/governance.ts';
import type { IdempotencyRecord } from '../domain/idempotency.ts';
import type { Principal } from '../domain/principal.ts';
import { PUBLIC_TEAM } from '../domain/team.ts';
import { assertNotWidened } from '../domain/widening.ts';
import { type AuditStep, auditEntries, teamStep } from './audit-entries.ts';
import { commitWithRetry, identity } from './commit-with-retry.ts';
import type { AccountPorts } from './ports/ports.ts';
import type { AccountChange, NewSession } from './ports/repositories.ts';
import type { ActorContext } from './ports/request-context.ts';

/** One audited step from a state of the account to the next. When it throws a DomainError, nothing is written. */
export interface Step {
  readonly action: AuditAction;
  readonly apply: (account: Account, now: Date) => Account;
}

export interface AccountChangeOptions<Response> {
  readonly steps: readonly Step[];
  /** Makes the response from the account after the change; when it fails, nothing is changed. */
  readonly present: (account: Account) => Promise<Response>;
  /** Makes a session that is created with the change. It is called for each state that the change is decided on. */
  readonly session?: (after: Account, now: Date) => NewSession;
  /** Makes the record of a creation with an idempotency key. */
  readonly idempotency?: ((now: Date) => IdempotencyRecord) | undefined;
}

/**
 * Applies the steps to a stored account in one transaction. Steps that change nothing write nothing.
 *
 * @throws DomainError of a step; `human_required` (R14); `narrowed_credential` (R15); `busy` when the account keeps changing until the request's deadline.
 */
export function changeAccount<Response>(
  ports: AccountPorts,
  context: ActorContext,
  account: Account,
  { steps, present, session, idempotency }: AccountChangeOptions<Response>,
): Promise<Response> {
  const { actor, principal } = context;
  const decide = (current = account, now: Date): AccountChange => {
    const { after, auditSteps } = applySteps({ actor, principal, before: current, start: current, steps, now });
    const entries = auditEntries(ports, context, now, auditSteps);
    return { before: current, after, entries, session: session?.(after, now), idempotency: idempotency?.(now) };
  };
  return commitWithRetry({ ports, context, repository: ports.accounts, start: account, decide, present });
}

/** Stores a new account, with further steps applied to it, in one transaction. */
export function createAccount<Response>(
  ports: AccountPorts,
  context: ActorContext,
  make: (now: Date) => Account,
  { steps, present, session, idempotency }: AccountChangeOptions<Response>,
): Promise<Response> {
  const { actor, principal } = context;
  const decide = (_: Account | undefined, now: Date): AccountChange => {
    const { after, auditSteps } = applyCreation({ actor, principal, start: make(now), steps, now });
    const entries = auditEntries(ports, context, now, auditSteps);
    return { before: undefined, after, entries, session: session?.(after, now), idempotency: idempotency?.(now) };
  };
  return commitWithRetry({ ports, context, repository: ports.accounts, start: undefined, decide, present });
}

/**
 * Stores the first human Admin of the workspace, and the team Public, in one transaction.
 *
 * @throws DomainError `workspace_founded` when the workspace already had its first Admin.
 */
export function bootstrapWorkspace(
  ports: AccountPorts,
  context: ActorContext,
  make: (now: Date) => Account,
): Promise<Account> {
  const { actor, principal } = context;
  const decide = (_: Account | undefined, now: Date): AccountChange => {
    const { after, auditSteps } = applyCreation({ actor, principal, start: make(now), steps: [], now });
    const steps = [...auditSteps, teamStep('team.created', undefined, PUBLIC_TEAM)];
    return { before: undefined, after, entries: auditEntries(ports, context, now, steps), bootstrap: true };
  };
  return commitWithRetry({ ports, context, repository: ports.accounts, start: undefined, decide, present: identity });
}

interface Application {
  readonly actor: Actor;
  readonly principal: Principal | undefined;
  readonly before: Account | undefined;
  readonly start: Account;
  readonly steps: readonly Step[];
  readonly now: Date;
}

/** Like `applySteps`, with the creation of the account as the first step. */
function applyCreation({ start, steps, ...application }: Omit<Application, 'before'>) {
  const creation: Step = { action: 'user.created', apply: () => start };
  return applySteps({ ...application, before: undefined, start, steps: [creation, ...steps] });
}

/** Applies the steps in their order, and describes what each changed. */
function applySteps({ actor, principal, before, start, steps, now }: Application) {
  let previous = before;
  let after = start;
  const auditSteps = steps.map(({ action, apply }): AuditStep => {
    after = apply(after, now);
    assertMayChange(actor, previous, after);
    if (principal !== undefined) assertNotWidened(principal, previous, after);
    const changes = accountChanges(previous, after);
    previous = after;
    return { action, target: after.user.user_id, changes };
  });
  return { after, auditSteps };
}
