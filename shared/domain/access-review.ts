// The access review of a Service User: its credentials, and what a reviewer should look at. Pure: the state of the owners and
// the uses of federation policies are arguments.
import type { Account } from './account.ts';
import { type FederationPolicy, subjectPrefix } from './federation-policy.ts';
import type { Policy } from './policy.ts';
import { DAY_MS, isActive, statusOf, type Token, type TokenStatus } from './token.ts';
import { unusedRevocation } from './unused-revocation.ts';
import type { User } from './user.ts';

/** Each is explained in `docs/access-review.md`. */
export const FINDINGS = [
  'never_used',
  'unused',
  'no_owner',
  'owner_deactivated',
  'no_purpose',
  'never_expires',
  'expiring',
  'old_secret',
  'admin_role',
  'unscoped_admin',
  'iam_without_unique_id',
  'wide_federation',
] as const;
export type FindingCode = (typeof FINDINGS)[number];

/** A finding about the account, or about the part of it that is named. */
export interface Finding {
  readonly code: FindingCode;
  readonly token_id?: number;
  readonly federation_policy_id?: number;
  /** The ARN. */
  readonly iam_principal?: string;
  /** The `user_id`. */
  readonly owner?: string;
}

/** A token is reported when it expires within these days. */
const EXPIRING_DAYS = 30;
/** A secret that is older than these days is reported. */
const OLD_SECRET_DAYS = 180;

export interface ReviewContext {
  readonly policy: Policy;
  /** The owners that are deactivated, by `user_id`. */
  readonly deactivatedOwners: ReadonlySet<string>;
  readonly now: Date;
}

/** What a reviewer should look at, the account first and then its credentials. */
export function findingsOf(account: Account, context: ReviewContext): Finding[] {
  const { tokens, federation_policies } = account;
  const active = tokens.filter((token) => isActive(token, context.now));
  return [
    ...accountFindings(account, active, context),
    ...active.flatMap((token) =>
      tokenFindings(account.user, token, context).map((code) => ({ code, token_id: token.id })),
    ),
    ...federation_policies
      .filter(({ enabled }) => enabled)
      .flatMap((policy) =>
        federationFindings(account.user, policy).map((code) => ({ code, federation_policy_id: policy.id })),
      ),
    ...account.user.iam_principals.flatMap((principal) =>
      principalFindings(account.user, principal).map((code) => ({ code, iam_principal: principal })),
    ),
  ];
}

function accountFindings(
  { user, ownership }: Account,
  active: readonly Token[],
  { policy, deactivatedOwners, now }: ReviewContext,
): Finding[] {
  const gone = ownership.owners.filter((owner) => deactivatedOwners.has(owner));
  const codes: FindingCode[] = [];
  // The use of an account with tokens is that of its tokens.
  if (active.length === 0 && user.last_login === null) codes.push('never_used');
  if (active.length === 0 && isOlder(user.last_login, policy.unused_after_days, now)) codes.push('unused');
  if (ownership.owners.length === 0) codes.push('no_owner');
  if (ownership.purpose === null) codes.push('no_purpose');
  if (user.role === 'Admin') codes.push('admin_role');
  return [...codes.map((code) => ({ code })), ...gone.map((owner) => ({ code: 'owner_deactivated' as const, owner }))];
}

function tokenFindings(user: User, token: Token, { policy, now }: ReviewContext): FindingCode[] {
  const codes: FindingCode[] = [];
  if (token.last_used === null) codes.push('never_used');
  if (isOlder(token.last_used ?? token.created, policy.unused_after_days, now)) codes.push('unused');
  if (token.expiration === null) codes.push('never_expires');
  else if (Date.parse(token.expiration) <= now.getTime() + EXPIRING_DAYS * DAY_MS) codes.push('expiring');
  if (isOlder(issueOf(token), OLD_SECRET_DAYS, now)) codes.push('old_secret');
  if (user.role === 'Admin' && isUnscoped(token)) codes.push('unscoped_admin');
  return codes;
}

function federationFindings(user: User, policy: FederationPolicy): FindingCode[] {
  const codes: FindingCode[] = [];
  // Without a whole subject, more than one repository, branch or environment can match.
  if (policy.subject === null || subjectPrefix(policy) !== undefined) codes.push('wide_federation');
  if (user.role === 'Admin' && isUnscoped(policy)) codes.push('unscoped_admin');
  return codes;
}

/** A signed request has no scopes. */
function principalFindings(user: User, principal: string): FindingCode[] {
  const codes: FindingCode[] = [];
  if (reviewIamPrincipal(principal).unique_id === null) codes.push('iam_without_unique_id');
  if (user.role === 'Admin') codes.push('unscoped_admin');
  return codes;
}

/** Whether the credential may do everything that its account may. */
function isUnscoped({ scopes }: { readonly id: number; readonly scopes?: readonly string[] | null }): boolean {
  return (scopes ?? null) === null;
}

function isOlder(time: string | null, days: number, now: Date): boolean {
  return time !== null && now.getTime() - Date.parse(time) >= days * DAY_MS;
}

/** When the newest secret of the token was issued. */
function issueOf({ rotated_at, created }: Token): string {
  return rotated_at ?? created;
}

/** A token of the account in the review. */
export interface ReviewedToken extends Pick<Token, 'id' | 'name' | 'created' | 'expiration' | 'last_used'> {
  readonly status: TokenStatus;
  readonly age_days: number;
  /** The age of the newest secret. */
  readonly secret_age_days: number;
  /** When the policy revokes the token, unless it is used before. */
  readonly would_revoke_on: string | null;
}

export function reviewToken(account: Account, token: Token, policy: Policy, now: Date): ReviewedToken {
  const { id, name, created, expiration, last_used } = token;
  const revocation = unusedRevocation(account, token, policy, now);
  return {
    id,
    name,
    status: statusOf(token, now),
    created,
    age_days: daysSince(created, now),
    secret_age_days: daysSince(issueOf(token), now),
    expiration,
    last_used,
    would_revoke_on: revocation ? new Date(revocation.due).toISOString() : null,
  };
}

function daysSince(time: string, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - Date.parse(time)) / DAY_MS));
}

/** The bound IAM role or user in the review. */
export function reviewIamPrincipal(principal: string): { readonly arn: string; readonly unique_id: string | null } {
  const [arn = '', unique_id = null] = principal.split('#');
  return { arn, unique_id };
}
