// The index of the mutants: the suite that must catch each, and the smallest selection of the suite that does.
import { readdirSync, readFileSync } from 'node:fs';
import type { Mutant } from '../support/bundle.ts';

export type CaughtBy =
  | { readonly suite: 'authorization'; readonly principal: string; readonly route: string }
  | { readonly suite: 'scopes'; readonly route: string }
  | { readonly suite: 'fuzz'; readonly operation: string }
  | { readonly suite: 'interleavings'; readonly requests: readonly string[] }
  | { readonly suite: 'faults'; readonly operation: string; readonly scenario: string }
  | { readonly suite: 'stale reads'; readonly revocation: string }
  | { readonly suite: 'archive' | 'unused tokens' }
  /** Every suite searches for leaked secrets and for work after a response; the mutant runs in the authorization matrix. */
  | { readonly suite: 'canaries' | 'work after a response'; readonly principal: string; readonly route: string };

const interleavings = (...requests: string[]): CaughtBy => ({ suite: 'interleavings', requests });
const authorization = (principal: string, route: string): CaughtBy => ({ suite: 'authorization', principal, route });
const scopes = (route: string): CaughtBy => ({ suite: 'scopes', route });
const fuzz = (operation: string): CaughtBy => ({ suite: 'fuzz', operation });
const staleReads = (revocation: string): CaughtBy => ({ suite: 'stale reads', revocation });
const faults = (operation: string, scenario: string): CaughtBy => ({ suite: 'faults', operation, scenario });
const archive: CaughtBy = { suite: 'archive' };
const unusedTokens: CaughtBy = { suite: 'unused tokens' };
const get = { principal: 'a Service User, Member', route: 'GET /api/me' };

/** By the name of the mutant. */
export const MUTANTS: Readonly<Record<string, CaughtBy>> = {
  'an account overwrites a concurrent change': interleavings('restore the token of idle', 'deactivate idle'),
  'an Admin leaves the roster without a check for another one': interleavings(
    'first demotes second',
    'second demotes first',
  ),
  'an account changes without an audit entry': interleavings('rename idle', 'deactivate idle'),
  'a user_id is given twice': interleavings('create Robot', 'create Robot with a token, in the team Empty'),
  'an idempotency key is looked for before the creation only': interleavings(
    'create Robot with a key',
    'create Automaton with the same key',
  ),
  'a token of a deactivated account is restored': interleavings('restore the token of idle', 'deactivate idle'),
  'the tokens of an outdated account are revoked': interleavings('revoke all tokens of busy', 'rename busy'),
  'a team is deleted while an account joins it': interleavings('move idle to the team Empty', 'delete the team Empty'),
  'the last Admin is looked for before the change only': interleavings(
    'first deactivates second',
    'second deactivates first',
  ),
  'a person is linked to an account that was deactivated': interleavings('newcomer logs in', 'deactivate newcomer'),
  'a retired secret compromises its token': interleavings(
    'rotate the token of busy at once',
    'report the token of busy',
  ),
  'a report of a deleted token is rejected': interleavings(
    'report the revoked token of busy',
    'delete the revoked token of busy',
  ),
  'a change is not in the totals': interleavings('restore the token of idle', 'deactivate idle'),
  'a deactivated person keeps the tokens': interleavings('deactivate person', 'person logs in'),
  'a logout does not delete the session': interleavings('person logs out', 'use the session of person'),

  'a token that is used while the policy revokes it is revoked': unusedTokens,
  'a restored token that is unused is revoked again': unusedTokens,

  'a record that fails is not delivered again': archive,
  'an object that is stored already fails its record': archive,
  'an entry that is delivered again is stored again': archive,

  'a deactivated Service User authenticates with its IAM role': authorization(
    'a deactivated Service User by IAM',
    'GET /api/users',
  ),
  'a deactivated person logs in': authorization('an ID token of a deactivated person', 'POST /api/login'),
  'an ID token logs in twice': authorization('a used ID token', 'POST /api/login'),
  'an ID token from before the sessions ended logs in': authorization(
    'an ID token from before the sessions ended',
    'POST /api/login',
  ),
  'a session of an earlier epoch is accepted': authorization('a session of a reactivated person', 'GET /api/users'),
  'an expired session is accepted': authorization('an expired session', 'GET /api/users'),
  'a session of a changed federation policy is accepted': authorization(
    'a session of a changed federation policy',
    'GET /api/users',
  ),
  'a session of a disabled federation policy is accepted': authorization(
    'a session of a disabled federation policy',
    'GET /api/users',
  ),
  'the secret of a session is not compared': authorization('a session with another secret', 'GET /api/users'),
  'a truncated token is accepted': authorization('a truncated token', 'GET /api/users'),
  'the secret of a token is not compared': authorization('a replaced secret', 'GET /api/users'),
  'an expiration in milliseconds is compared with seconds': authorization('an expired token', 'GET /api/users'),
  'a compromised token stays active': authorization('a compromised token', 'GET /api/users'),
  'the previous secret of a rotation works forever': authorization('a replaced secret', 'GET /api/users'),
  'a Member manages service tokens': authorization('a person, Member', 'PUT /api/user-tokens/{id}'),
  'an Admin sees the personal tokens of others': authorization('a person, Admin', 'GET /api/user-tokens/{id}'),
  'a Service User creates personal tokens': authorization('a Service User, Admin', 'POST /api/user-tokens'),
  'a Manager has the permissions of an Admin': authorization('a Service User, Manager', 'POST /api/users'),
  'an operation for people accepts Service Users': authorization('a Service User, Member', 'GET /api/user-tokens'),
  'the login rejects a service token as unknown': authorization('a Service User, Admin', 'POST /api/login'),
  'an unbound IAM role still authenticates': authorization('an unbound IAM role', 'GET /api/users'),
  'a datastore of another team is visible by its id': authorization('a person, Member', 'GET /api/datastores/{id}'),
  'an active token is deleted': authorization('a person, Admin', 'DELETE /api/user-tokens/{id}'),
  'a Service User with an active token is deactivated': authorization(
    'a Service User, Admin',
    'DELETE /api/users/{id}',
  ),
  'a personal token creates another one': authorization('a person, Member', 'POST /api/user-tokens'),
  'the policy does not limit what is restored': authorization('a person, Admin', 'PUT /api/user-tokens/{id}'),
  'a token outgrows its lifetime': authorization('a Service User, Member', 'POST /api/user-tokens/{id}/rotate'),
  'a Service User deactivates a human Admin': authorization('a Service User, Admin', 'DELETE /api/users/{id}'),
  'a Service User promotes a person to Admin': authorization('a Service User, Admin', 'PUT /api/users/{id}'),
  'a Service User changes its own role': authorization('a Service User, Admin', 'PUT /api/users/{id}'),
  'a Service User changes the policy': authorization('a Service User, Admin', 'PUT /api/policy'),
  'a person unlinks their own identity': authorization('a person by session, Admin', 'DELETE /api/users/{id}/identity'),

  'the address of a token is not verified': authorization('a token from another address', 'GET /api/users'),
  'the address of a session is not verified': authorization('a session from another address', 'GET /api/users'),

  'the scope of an operation is not verified': scopes('GET /api/users'),
  'a scope permits every access to its resource': scopes('POST /api/users'),
  'a narrowed credential creates another one': scopes('POST /api/user-tokens'),
  'a narrowed credential rotates the token of another account': scopes('POST /api/user-tokens/{id}/rotate'),
  'a narrowed credential changes a federation policy': scopes('PUT /api/users/{id}/federation-policies/{policy_id}'),

  'unknown query parameters are ignored': fuzz('users/get-user'),
  'unknown fields of a body are ignored': fuzz('user-tokens/update-token'),
  'a body that is not JSON is an internal error': fuzz('teams/create-team'),
  'every content type is accepted as JSON': fuzz('teams/create-team'),
  'an error is returned as plain text': fuzz('policy/update-policy'),

  'the hint of a token is the token': { suite: 'canaries', ...get },
  'the plaintext of a token is stored': { suite: 'canaries', ...get },
  'the log has the credential of each request': { suite: 'canaries', ...get },
  'a use is recorded after the response': { suite: 'work after a response', ...get },

  'the authorizer caches principals': staleReads('its token is revoked'),
  'a session is read without strong consistency': staleReads('its session logs out'),
  'a deactivation does not end the sessions': staleReads('its account is deactivated, which ends its sessions'),
  'the revocation of all tokens does not end the sessions': staleReads(
    'all tokens are revoked, which ends its sessions',
  ),
  'unlinking an identity does not end its sessions': staleReads('its identity is unlinked'),
  'the account of a token is read without strong consistency': staleReads('its account is demoted'),
  'listed datastores are read without strong consistency': staleReads('the datastore leaves the team'),
  'the policy is read without strong consistency': staleReads('the policy shortens lifetimes'),

  'an unknown outcome is reported as no change': faults('teams/create-team', 'response lost, always'),
  'a change with an unknown outcome is repeated': faults('teams/create-team', 'response lost, always'),
  'only the last attempt decides whether the outcome is known': faults(
    'teams/create-team',
    'response lost, then throttled',
  ),
  'a conflict of transactions is not retried': faults('teams/create-team', 'cancelled by a conflict, once'),
  'the response to a change is prepared after the write': faults('datastores/create-datastore', 'unreachable, always'),
  'a report that was carried out in part claims no change': faults(
    'leaked-tokens/report-leaked-tokens',
    'throttled, always',
  ),
  'a rotation without a response locks its holder out': faults('user-tokens/rotate-token', 'response lost, always'),
  'a previous secret repeats the rotation of an Admin': faults('user-tokens/rotate-token', 'throttled, once'),
  'a previous secret repeats a rotation that is confirmed': faults('me/get-me', 'throttled, once'),
  'the first use of a new secret waits for the interval': faults('me/get-me', 'throttled, once'),
};

/** Mutants of the tests of the system under test and of the IAM permissions. */
export const MUTANTS_OF_OTHER_TESTS: readonly string[] = [
  'the role of get-me does not allow a read of the policy',
  'get-me leaves a call pending',
  'get-me makes a call after its response',
  'get-me logs a line after its response',
  'a revoked token stays active',
];

const patches = new URL('./patches/', import.meta.url);

/** The mutant whose patch has its name. */
export function mutantNamed(name: string): Mutant {
  return { name, patch: readFileSync(new URL(fileOf(name), patches), 'utf8') };
}

/** `an active token is deleted` is `an-active-token-is-deleted.patch`. */
export function fileOf(name: string): string {
  return `${name.toLowerCase().replaceAll(/\W+/g, '-')}.patch`;
}

export function patchFiles(): string[] {
  return readdirSync(patches);
}
