// Compares the verified claims of a workload's token with a federation policy.
import { type ClaimValue, claimPath, type FederationPolicy, subjectPrefix } from './federation-policy.ts';
import { valueAt } from './json-pointer.ts';
import { containsToken } from './quote.ts';

/** One comparison of a policy with a token. */
export interface Check {
  /** `issuer`, `audience`, `subject`, or `claims.` and the name of the claim as the policy has it. */
  readonly check: string;
  readonly passed: boolean;
  /** For Admins: what the policy requires, and what the token has. */
  readonly detail: string;
}

export type Claims = Readonly<Record<string, unknown>>;

/** The part of a policy that the claims of a token are compared with. */
export type MatchedPolicy = Pick<FederationPolicy, 'issuer' | 'audience' | 'subject' | 'claims'>;

/**
 * All comparisons, in the order of the policy's fields. A token is accepted only if all of them passed.
 *
 * @param claims - Of a token whose signature and times are valid.
 */
export function matchPolicy(policy: MatchedPolicy, claims: Claims): Check[] {
  return [
    compare('issuer', valueAt(claims, ['iss']), policy.issuer),
    checkAudience(policy.audience, valueAt(claims, ['aud'])),
    ...checkSubject(policy, valueAt(claims, ['sub'])),
    ...Object.entries(policy.claims).map(([name, required]) =>
      compare(`claims.${name}`, valueAt(claims, claimPath(name)), required),
    ),
  ];
}

/** A token for several audiences is refused: each of them could present it here. */
function checkAudience(audience: string, claimed: unknown): Check {
  const actual = Array.isArray(claimed) && claimed.length === 1 ? claimed[0] : claimed;
  return compare('audience', actual, audience);
}

/** Without a subject in the policy, only its claims decide. */
function checkSubject(policy: MatchedPolicy, claimed: unknown): Check[] {
  const prefix = subjectPrefix(policy);
  if (policy.subject === null) return [];
  if (prefix === undefined) return [compare('subject', claimed, policy.subject)];
  const passed = typeof claimed === 'string' && claimed.length > prefix.length && claimed.startsWith(prefix);
  return [
    { check: 'subject', passed, detail: describe(passed, claimed, `a longer text that starts with ${quote(prefix)}`) },
  ];
}

/** Equal as JSON: the same type and the same value. */
function compare(check: string, actual: unknown, required: ClaimValue): Check {
  const passed = actual === required;
  return { check, passed, detail: describe(passed, actual, quote(required)) };
}

function describe(passed: boolean, actual: unknown, required: string): string {
  if (passed) return `The token has ${quote(actual)}.`;
  return actual === undefined
    ? `The token has no such claim. The policy requires ${required}.`
    : `The token has ${quote(actual)}. The policy requires ${required}.`;
}

const MAX_QUOTED_LENGTH = 300;

/** The value as JSON, shortened. A claim may contain a secret by mistake, which is not repeated (R11). */
function quote(value: unknown): string {
  const text = JSON.stringify(value);
  if (containsToken(text)) return 'a value with a token in it';
  return text.length > MAX_QUOTED_LENGTH ? `${text.slice(0, MAX_QUOTED_LENGTH)}...` : text;
}
